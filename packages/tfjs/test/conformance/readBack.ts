import * as tf from '@tensorflow/tfjs';

type Values<T> = { readonly [Name in keyof T]: ArrayLike<number> };

/** Computes named tensors, reads all of them at once and frees everything; throws where a tensor is left over. */
export async function readBack<T extends { readonly [Name in keyof T]: tf.Tensor }>(
  compute: () => T,
): Promise<Values<T>> {
  const before = tf.memory().numTensors;
  const named = tf.tidy<Record<string, tf.Tensor>>(() => ({ ...compute() }));
  const tensors = Object.entries(named);
  // Never `dataSync`, which webgpu does not allow.
  const values = await Promise.all(tensors.map(([, tensor]) => tensor.data()));
  for (const [, tensor] of tensors) tensor.dispose();
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Error(`${left} tensors are left over.`);
  return Object.fromEntries(tensors.map(([name], i) => [name, values[i]!] as const)) as unknown as Values<T>;
}
