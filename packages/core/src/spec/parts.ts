import type { PoolingSpec, PoolingSpecInput } from './spec.ts';

/** A spec inside another, and where it stands there; the path starts the names of its parameters. */
export interface NestedPart<S extends PoolingSpecInput = PoolingSpec> {
  readonly path: string;
  readonly spec: S;
}

/** The specs that a spec holds. */
export function partsOf(spec: PoolingSpec): readonly NestedPart[];
export function partsOf(spec: PoolingSpecInput): readonly NestedPart<PoolingSpecInput>[];
export function partsOf(spec: PoolingSpecInput): readonly NestedPart<PoolingSpecInput>[] {
  const found: NestedPart<PoolingSpecInput>[] = [];
  mapParts(spec, (part, path) => {
    found.push({ path, spec: part });
    return part;
  });
  return found;
}

/** The same spec with something else in place of each spec that it holds. */
export function mapParts<S extends object>(
  spec: S,
  map: (part: PoolingSpec, path: string) => PoolingSpec,
): S {
  if ('parts' in spec && Array.isArray(spec.parts)) {
    return { ...spec, parts: spec.parts.map((part, i) => map(part, `parts.${i}`)) };
  }
  if (!('part' in spec) || spec.part === undefined) return spec;
  return { ...spec, part: map(spec.part as PoolingSpec, 'part') };
}

/** A spec, the specs that it holds, and those that they hold. */
export function withParts(spec: PoolingSpec): readonly PoolingSpec[];
export function withParts(spec: PoolingSpecInput): readonly PoolingSpecInput[];
export function withParts(spec: PoolingSpecInput): readonly PoolingSpecInput[] {
  return [spec, ...partsOf(spec).flatMap((part) => withParts(part.spec))];
}

/** How many leading tokens a pooling skips. One that chooses a token by its position skips none. */
export function prefixOf(spec: PoolingSpec): number {
  return 'prefixTokens' in spec ? spec.prefixTokens : 0;
}

/** Whether its prefix, and positions if it has them, count from the first kept token of each image. */
export function countsFromFirstKept(spec: PoolingSpec): boolean {
  return 'countFrom' in spec && spec.countFrom === 'firstKept';
}

/** How the tokens lie by the spec itself: null where it leaves that to the input, undefined where it does not matter. */
export function gridOf(spec: PoolingSpec): readonly [height: number, width: number] | null | undefined {
  return 'grid' in spec ? spec.grid : undefined;
}

/** The values whose names lie under a path, by the rest of their names. */
export function under<V>(path: string, values: Readonly<Record<string, V>>): Record<string, V> {
  const start = `${path}.`;
  const own = Object.entries(values).filter(([name]) => name.startsWith(start));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(start.length), value]));
}
