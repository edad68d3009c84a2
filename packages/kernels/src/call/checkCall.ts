import { checkOffsets, checkShapes, checkValues, type PoolingSpec, refusesNegatives } from '@ggem/core';
import type { InputShape } from '../plan/inputShape.ts';
import type { Named, TokenInputs } from './callInput.ts';

/** Applies core's rules to the inputs of a batch. Values are checked only where they are on the host. */
export function checkBatch(
  spec: PoolingSpec,
  shape: InputShape,
  { tokens, mask, tokenWeights }: TokenInputs,
  parameters: Named,
): void {
  const { channels, tokens: count, grid } = shape;
  const seen = [tokens.shape[0]!, count, channels] as const;
  checkShapes(spec, {
    tokens: seen,
    mask: mask?.shape,
    tokenWeights: tokenWeights?.shape,
    parameters: shapesOf(parameters),
    grid,
  });
  const values = refusesNegatives(spec) ? tokens.host?.() : undefined;
  checkValues(spec, {
    tokens: values && { data: channelsLast(shape, values), shape: seen },
    mask: mask?.host?.(),
    tokenWeights: tokenWeights?.host?.(),
    parameters: valuesOf(parameters),
  });
}

/** The same for images of different lengths. The values of tokens are checked image by image, since each has its own prefix. */
export function checkRagged(
  spec: PoolingSpec,
  offsets: readonly number[],
  { tokens, mask, tokenWeights }: TokenInputs,
  parameters: Named,
): void {
  checkOffsets(spec, offsets, {
    tokens: tokens.shape,
    mask: mask?.shape,
    tokenWeights: tokenWeights?.shape,
    parameters: shapesOf(parameters),
  });
  const [maskValues, weights] = [mask, tokenWeights].map((one) => floats(one?.host?.()));
  checkValues(spec, { mask: maskValues, tokenWeights: weights, parameters: valuesOf(parameters) });
  const values = refusesNegatives(spec) ? floats(tokens.host?.()) : undefined;
  if (values === undefined) return;
  const channels = tokens.shape[1]!;
  for (const [image, end] of offsets.slice(1).entries()) {
    const begin = offsets[image]!;
    checkValues(spec, {
      tokens: { data: values.subarray(begin * channels, end * channels), shape: [1, end - begin, channels] },
      mask: maskValues?.subarray(begin, end),
      tokenWeights: weights?.subarray(begin, end),
    });
  }
}

function shapesOf(inputs: Named): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
}

function valuesOf(inputs: Named): Record<string, ArrayLike<number> | undefined> {
  return Object.fromEntries(Object.entries(inputs).map(([name, { host }]) => [name, host?.()]));
}

function floats(values: ArrayLike<number> | undefined): Float32Array | undefined {
  return values instanceof Float32Array || values === undefined ? values : Float32Array.from(values);
}

/** Tokens as core's checks read them. */
function channelsLast(
  { dataFormat, channels, tokens }: InputShape,
  values: ArrayLike<number>,
): ArrayLike<number> {
  if (dataFormat !== 'channelsFirst') return values;
  const size = channels * tokens;
  return Float32Array.from({ length: values.length }, (_, i) => {
    const [image, token, channel] = [Math.floor(i / size), Math.floor((i % size) / channels), i % channels];
    return values[image * size + channel * tokens + token]!;
  });
}
