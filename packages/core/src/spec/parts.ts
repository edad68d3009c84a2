import type { PoolingSpec } from './spec.ts';

/** A spec inside another, and where it stands there; the path starts the names of its parameters. */
export interface NestedPart {
  readonly path: string;
  readonly spec: PoolingSpec;
}

/** The specs that a spec holds. */
export function partsOf(spec: PoolingSpec): readonly NestedPart[] {
  if ('parts' in spec) return spec.parts.map((part, i) => ({ path: `parts.${i}`, spec: part }));
  return 'part' in spec ? [{ path: 'part', spec: spec.part }] : [];
}

/** The values whose names lie under a path, by the rest of their names. */
export function under<V>(path: string, values: Readonly<Record<string, V>>): Record<string, V> {
  const start = `${path}.`;
  const own = Object.entries(values).filter(([name]) => name.startsWith(start));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(start.length), value]));
}
