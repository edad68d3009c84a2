import {
  checkShapes,
  checkValues,
  GgemError,
  type PoolingSpec,
  refusesNegatives,
  type Sides,
} from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';

/** Backends whose tensors lie in host memory, so that their values can be read at once. */
const hostBackends = new Set(['cpu', 'wasm']);

/** What a pooling is called with. */
export interface Inputs {
  readonly tokens: Pick<tf.Tensor, 'shape' | 'dataSync'>;
  readonly mask?: tf.Tensor | undefined;
  readonly tokenWeights?: tf.Tensor | undefined;
  readonly parameters?: Readonly<Record<string, tf.Tensor | undefined>> | undefined;
  readonly grid?: Sides | undefined;
}

/**
 * Applies core's rules to tensors. Values are checked only where they are in host memory.
 *
 * Returns the values of the parameters if they are there: they may decide which formula runs.
 */
export function checkInputs(
  spec: PoolingSpec,
  { tokens, mask, tokenWeights, parameters = {}, grid }: Inputs,
): Readonly<Record<string, number[]>> | undefined {
  checkShapes(spec, {
    tokens: tokens.shape,
    mask: mask?.shape,
    tokenWeights: tokenWeights?.shape,
    parameters: each(parameters, (tensor) => tensor.shape),
    grid,
  });
  return checkFitting(spec, { tokens, mask, tokenWeights, parameters });
}

/** The same without the checks of shapes: those of a ragged batch are checked image by image. */
export function checkFitting(
  spec: PoolingSpec,
  { tokens, mask, tokenWeights, parameters = {} }: Omit<Inputs, 'grid'>,
): Readonly<Record<string, number[]>> | undefined {
  if (tf.getBackend() === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
    throw new GgemError(
      'unavailable',
      `${spec.type}: pooling needs float32, but this device renders float16 in WebGL. Use the webgpu, wasm or cpu backend.`,
    );
  }
  if (!hostBackends.has(tf.getBackend())) return undefined;
  const values = each(parameters, (tensor) => Array.from(tensor.dataSync()));
  checkValues(spec, {
    tokens: refusesNegatives(spec) ? { data: tokens.dataSync(), shape: tokens.shape } : undefined,
    mask: mask?.dataSync(),
    tokenWeights: tokenWeights?.dataSync(),
    parameters: values,
  });
  return values;
}

/** Applies a function to each tensor that was given, by name. */
export function each<V>(
  tensors: Readonly<Record<string, tf.Tensor | undefined>>,
  of: (tensor: tf.Tensor) => V,
): Record<string, V> {
  const given = Object.entries(tensors).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [[name, of(tensor)] as const],
  );
  return Object.fromEntries(given);
}
