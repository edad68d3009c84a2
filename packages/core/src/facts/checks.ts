import { GgemError, inside, show } from '../errors.ts';
import { firstCounted } from '../input/firstCounted.ts';
import { isKept } from '../input/isKept.ts';
import type { Sides } from '../input/sides.ts';
import { partsOf, prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { checkChannels } from './channels.ts';
import { parametersOf } from './parametersOf.ts';
import { definitionOf } from './poolings.ts';

type Shape = readonly number[];

/** The arguments of a pooling whose shapes can be known before it runs. */
export interface InputShapes {
  /** Must be `[batch, tokens, channels]`. */
  readonly tokens: Shape;
  /** Must be `[batch, tokens]`. */
  readonly mask?: Shape | undefined;
  /** Must be `[batch, tokens]`. */
  readonly tokenWeights?: Shape | undefined;
  /** By name; must be those of `parametersOf`. */
  readonly parameters?: Readonly<Record<string, Shape | undefined>> | undefined;
  /** How the tokens after the prefix lie, where the input says so. */
  readonly grid?: Sides | undefined;
}

/** The values of those arguments, as far as the host has them. */
export interface InputValues {
  readonly tokens?: { readonly data: ArrayLike<number>; readonly shape: Shape } | undefined;
  readonly mask?: ArrayLike<number> | undefined;
  readonly tokenWeights?: ArrayLike<number> | undefined;
  readonly parameters?: Readonly<Record<string, ArrayLike<number> | undefined>> | undefined;
}

/** Throws a `GgemError` with code `shape` where shapes do not fit the spec or each other. Every adapter calls it. */
export function checkShapes(spec: PoolingSpec, shapes: InputShapes): void {
  const fail = (message: string): never => {
    throw new GgemError('shape', `${spec.type}: ${message}`);
  };
  if (shapes.tokens.length !== 3) {
    fail(
      `tokens must have shape [batch, tokens, channels], but ${brackets(shapes.tokens)} came. Reshape or expand them.`,
    );
  }
  const [batch, tokens, channels] = shapes.tokens as [number, number, number];
  if (tokens < 1 || channels < 1) {
    fail(
      `tokens must hold at least one token and one channel, but ${brackets(shapes.tokens)} came. Leave empty inputs out.`,
    );
  }
  for (const name of ['mask', 'tokenWeights'] as const) {
    const shape = shapes[name];
    if (shape !== undefined && (shape.length !== 2 || shape[0] !== batch || shape[1] !== tokens)) {
      fail(
        `${name} must have shape [batch, tokens] = [${batch}, ${tokens}], but ${brackets(shape)} came. Count prefix tokens too.`,
      );
    }
  }
  checkTokens(spec, tokens, shapes.grid);
  checkChannels(spec, channels);
  checkParameterShapes(spec, channels, shapes.parameters ?? {});
}

/** Throws where a spec asks for tokens that are not there, or for another grid. */
function checkTokens(spec: PoolingSpec, tokens: number, given: InputShapes['grid']): void {
  const prefix = prefixOf(spec);
  if (prefix >= tokens) {
    throw new GgemError(
      'shape',
      `${spec.type}: prefixTokens must leave a token to pool, but ${prefix} of ${tokens} tokens are prefix. Use a smaller number.`,
    );
  }
  const patches = tokens - prefix;
  definitionOf(spec).checkTokens(spec, patches, given);
  for (const { path, spec: part } of partsOf(spec)) {
    inside(`${spec.type}: ${path}`, () => checkTokens(part, patches, given));
  }
}

/** The fewest tokens that a spec can pool: for a layer that is built before it sees tokens. */
export function fewestTokens(spec: PoolingSpec): number {
  const parts = partsOf(spec).map((part) => fewestTokens(part.spec));
  return prefixOf(spec) + Math.max(definitionOf(spec).fewestTokens(spec), ...parts);
}

function checkParameterShapes(
  spec: PoolingSpec,
  channels: number,
  shapes: Readonly<Record<string, Shape | undefined>>,
): void {
  const known = parametersOf(spec, channels);
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape === undefined) continue;
    const parameter = known.find((one) => one.name === name);
    if (parameter === undefined) {
      const names = known.length > 0 ? `Known: ${known.map((one) => one.name).join(', ')}.` : 'It has none.';
      throw new GgemError('shape', `${spec.type}: unknown parameter ${show(name)}. ${names}`);
    }
    if (brackets(shape) !== brackets(parameter.shape)) {
      throw new GgemError(
        'shape',
        `${spec.type}: ${name} must have shape [${parameter.axes.join(', ')}] = ${brackets(parameter.shape)}, but ${brackets(shape)} came. Reshape it.`,
      );
    }
  }
}

function brackets(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Throws a `GgemError` with code `value` where a value breaks a rule. Adapters call it with what the host can see. */
export function checkValues(spec: PoolingSpec, values: InputValues): void {
  const refuse = (name: string, value: number, index: number, rule: string, fix: string): never => {
    throw new GgemError(
      'value',
      `${spec.type}: ${name} ${rule}, but ${show(value)} came at index ${index}. ${fix}`,
    );
  };
  const { tokens, mask, tokenWeights, parameters = {} } = values;
  for (const [name, entries] of Object.entries(parameters)) {
    const noNumber = find(entries, Number.isNaN);
    if (noNumber >= 0) {
      const fix = /(^|\.)p$/.test(name)
        ? 'A step that is too large may have broken training; set a range for p.'
        : 'A step that is too large may have broken training.';
      refuse(name, entries![noNumber]!, noNumber, 'must be numbers', fix);
    }
  }
  const fraction = find(mask, (value) => value !== 0 && value !== 1);
  if (fraction >= 0) {
    refuse(
      'mask',
      mask![fraction]!,
      fraction,
      'must hold 1 (keep) or 0 (drop)',
      'Give fractions as weights.',
    );
  }
  const negative = find(tokenWeights, (value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (negative >= 0) {
    refuse(
      'tokenWeights',
      tokenWeights![negative]!,
      negative,
      'must be finite and at least 0',
      'Drop a token with 0.',
    );
  }
  if (tokens === undefined) return;
  const [, count, channels] = tokens.shape as [number, number, number];
  for (const specs of refusingNegatives(spec)) {
    const firsts = Array.from({ length: tokens.shape[0]! }, (_, b) =>
      firstCounted(specs, count, (n) => isKept(b * count + n, values)),
    );
    const below = find(tokens.data, (value, i) => {
      const token = Math.floor(i / channels);
      return value < 0 && token % count >= firsts[Math.floor(token / count)]! && isKept(token, values);
    });
    if (below >= 0) {
      const rule = 'must not be negative under negatives: "error"';
      refuse('tokens', tokens.data[below]!, below, rule, 'Use "clamp", "shift" or "abs".');
    }
  }
}

/** Each pooling in a spec that refuses negative tokens, as a list: the specs around it, the outermost first, then itself. */
function refusingNegatives(spec: PoolingSpec): readonly (readonly PoolingSpec[])[] {
  const inside = partsOf(spec).flatMap((part) => refusingNegatives(part.spec));
  return [
    ...(definitionOf(spec).refusesNegatives(spec) ? [[spec]] : []),
    ...inside.map((specs) => [spec, ...specs]),
  ];
}

/** Whether a spec refuses negative tokens, so that their values matter to `checkValues`. */
export function refusesNegatives(spec: PoolingSpec): boolean {
  return refusingNegatives(spec).length > 0;
}

/** Index of the first value that breaks a rule; -1 where none does. */
function find(values: ArrayLike<number> | undefined, breaks: (value: number, i: number) => boolean): number {
  // Ten times as fast as `findIndex` of arrays on what may be a typed array.
  for (let i = 0; i < (values?.length ?? 0); i++) if (breaks(values![i]!, i)) return i;
  return -1;
}
