import {
  checkShapes,
  checkValues,
  type FlatOptions,
  GgemError,
  type PoolingSpec,
  parametersOf,
  sizeOf,
} from '@ggem/core';
import type { TokenArray } from './tokenArray.ts';

/** Applies core's rules to one call, and checks the lengths of flat arrays. The values of the tokens are not read here. */
export function checkCall(spec: PoolingSpec, channels: number, tokens: TokenArray, call: FlatOptions): void {
  const { shape, data } = tokens;
  const [batch, count] = shape;
  const { mask, tokenWeights, parameters = {} } = call;
  checkShapes(spec, { tokens: shape, parameters: shapesOf(spec, channels, parameters) });
  if (shape[2] !== channels) {
    throw new GgemError(
      'shape',
      `${spec.type}: tokens must have ${channels} channels, as the pooling was created for, but [${shape.join(', ')}] came. Create a pooling for ${shape[2]} channels.`,
    );
  }
  checkLength(spec, 'tokens', data, shape);
  if (mask) checkLength(spec, 'mask', mask, [batch, count]);
  if (tokenWeights) checkLength(spec, 'tokenWeights', tokenWeights, [batch, count]);
  checkValues(spec, { mask, tokenWeights, parameters });
}

/** Throws where a flat array has not as many values as its shape says. */
export function checkLength(
  spec: PoolingSpec,
  name: string,
  data: { readonly length: number; readonly buffer?: ArrayBufferLike },
  shape: readonly number[],
): void {
  const length = sizeOf(shape);
  if (data.length === length) return;
  const fix =
    data.length === 0 && data.buffer?.byteLength === 0
      ? 'Its buffer was transferred or its memory grew: take a new view.'
      : 'Check the shape.';
  throw new GgemError(
    'shape',
    `${spec.type}: ${name} must hold ${length} values for [${shape.join(', ')}], but ${data.length} came. ${fix}`,
  );
}

/** Shapes of flat parameters: that of core where the number of values fits it, else their length. */
function shapesOf(spec: PoolingSpec, channels: number, parameters: FlatOptions['parameters'] & object) {
  const known = parametersOf(spec, channels);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => {
      const shape = known.find((one) => one.name === name)?.shape ?? [];
      const fits = values?.length === sizeOf(shape);
      return [name, values && (fits ? shape : [values.length])];
    }),
  );
}
