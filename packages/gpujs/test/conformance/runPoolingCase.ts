import { type PoolInput, type PoolingProperty, type PoolOutput, trainableNames } from '@ggem/conformance';
import type { Poolings } from './createPoolings.ts';
import { flatten } from './flatten.ts';

/** A pooling with its gradients, through the functions that users call. */
export async function runPoolingCase(
  poolings: Poolings,
  input: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const { mask, tokenWeights, parameters } = input;
  const inputs = { mask, tokenWeights, parameters };
  const y = await poolings.pool(input, inputs);
  const gradient = await poolings.gradient(input, inputs);
  const w = wanted.has('w') ? { w: flatten(await poolings.weights(input, inputs)) } : {};
  return {
    y: flatten(y),
    dx: flatten(gradient.tokens),
    dp: trainableNames(input).flatMap((name) => [...flatten(gradient.parameters[name])]),
    ...w,
  };
}
