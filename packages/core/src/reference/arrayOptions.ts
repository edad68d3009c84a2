import type { KnownOptions } from '../checkOptions.ts';
import { GgemError } from '../errors.ts';
import type { DataFormat } from '../input/inputLayout.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readNumbers } from '../input/readNumbers.ts';
import { sizeOf } from '../ops/sizeOf.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/** What comes with the tokens of a plain array, and how they lie. */
export interface ArrayOptions {
  /** Where the channels of the tokens lie. Default `channelsLast`. */
  readonly dataFormat?: DataFormat | undefined;
  /** `[batch, tokens]`, or for an image or a volume `[batch, height, width]` and so on: 1 or true keeps a token, 0 or false drops it. */
  readonly mask?: NumbersInput | undefined;
  /** `[batch, tokens]`, at least 0: how much a token counts. */
  readonly tokenWeights?: NumbersInput | undefined;
  /** Parameters by name in place of the spec's values: `{ p: [3, 4] }`. */
  readonly parameters?: Readonly<Record<string, NumbersInput | undefined>> | undefined;
}

/** The names of what comes with tokens, in every adapter. */
export const tokenOptions: KnownOptions<Omit<ArrayOptions, 'dataFormat'>> = {
  mask: true,
  tokenWeights: true,
  parameters: true,
};

/** The names of `ArrayOptions`. */
export const arrayOptions: KnownOptions<ArrayOptions> = { ...tokenOptions, dataFormat: true };

/** Options as flat numbers. */
export interface FlatOptions {
  readonly mask?: ArrayLike<number> | undefined;
  readonly tokenWeights?: ArrayLike<number> | undefined;
  readonly parameters?: Readonly<Record<string, ArrayLike<number> | undefined>> | undefined;
}

/** Reads options as they come; a mask that is nested or has a shape must have the axes `places`. */
export function readOptions(
  spec: PoolingSpec,
  places: readonly number[],
  { mask, tokenWeights, parameters }: ArrayOptions,
): FlatOptions {
  return {
    mask: mask && readPerToken(spec, places, 'mask', mask),
    tokenWeights: tokenWeights && readPerToken(spec, places, 'tokenWeights', tokenWeights),
    parameters: parameters && readParameters(spec, parameters),
  };
}

/** Parameters as flat numbers. */
export function readParameters(
  { type }: PoolingSpec,
  parameters: ArrayOptions['parameters'] & object,
): FlatOptions['parameters'] & object {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [
      name,
      values === undefined ? undefined : readNumbers(type, name, values, 'count').data,
    ]),
  );
}

/**
 * A mask or weights: flat, in the shape of the places, or row by row.
 *
 * Throws a `GgemError` with code `shape` for axes of other lengths; how many values there are is checked elsewhere.
 */
export function readPerToken(
  { type }: PoolingSpec,
  places: readonly number[],
  name: 'mask' | 'tokenWeights',
  input: NumbersInput,
): ArrayLike<number> {
  const { data, shape } = readNumbers(type, name, input, name === 'mask' ? 'mask' : 'count');
  const [batch, ...inner] = places as [number, ...number[]];
  const rows = [batch, sizeOf(inner)];
  const fits =
    shape === undefined || shape.length < 2 || [places, rows].some((one) => one.join() === shape.join());
  if (!fits) {
    throw new GgemError(
      'shape',
      `${type}: ${name} must have shape [batch, tokens] = [${rows.join(', ')}], but [${shape.join(', ')}] came. Count prefix tokens too.`,
    );
  }
  return data;
}
