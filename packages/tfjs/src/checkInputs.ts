import { checkShapes, checkValues, GgemError, type PoolingSpec, refusesNegatives } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';

/** Backends whose tensors lie in host memory, where reading a value waits for nothing. */
const hostBackends = new Set(['cpu', 'wasm']);

interface Inputs {
  readonly tokens: tf.Tensor;
  readonly mask?: tf.Tensor | undefined;
  readonly weights?: tf.Tensor | undefined;
  readonly parameters?: Readonly<Record<string, tf.Tensor | undefined>> | undefined;
  readonly grid?: readonly [number, number] | undefined;
}

/**
 * Applies core's rules to tensors; values are checked where they lie in host memory.
 *
 * Returns the values of the parameters where they can be read for free: they may decide which formula runs.
 */
export function checkInputs(
  spec: PoolingSpec,
  { tokens, mask, weights, parameters = {}, grid }: Inputs,
): Readonly<Record<string, number[]>> | undefined {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, tf.Tensor] => entry[1] !== undefined,
  );
  const each = <V>(of: (tensor: tf.Tensor) => V) =>
    Object.fromEntries(given.map(([name, tensor]) => [name, of(tensor)]));
  checkShapes(spec, {
    tokens: tokens.shape,
    mask: mask?.shape,
    weights: weights?.shape,
    parameters: each((tensor) => tensor.shape),
    grid,
  });
  if (tf.getBackend() === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
    throw new GgemError(
      'unavailable',
      `${spec.type}: pooling needs float32, but this device renders float16 in WebGL. Use the webgpu, wasm or cpu backend.`,
    );
  }
  if (!hostBackends.has(tf.getBackend())) return undefined;
  const values = each((tensor) => Array.from(tensor.dataSync()));
  checkValues(spec, {
    tokens: refusesNegatives(spec) ? { data: tokens.dataSync(), shape: tokens.shape } : undefined,
    mask: mask?.dataSync(),
    weights: weights?.dataSync(),
    parameters: values,
  });
  return values;
}
