import { type PoolInput, type PoolingProperty, type PoolOutput, trainableNames } from '@ggem/conformance';
import { deviceBuffer } from '../deviceBuffer.ts';
import type { Poolings } from './createPoolings.ts';

/**
 * A pooling with its gradients, through the functions that users call. Tokens and their gradient's `dy` lie on the device,
 * as a model leaves them; the rest is given as numbers.
 */
export async function runPoolingCase(
  device: GPUDevice,
  poolings: Poolings,
  input: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const { mask, tokenWeights, parameters } = input;
  const inputs = { mask, tokenWeights, parameters };
  const [x, dy] = [deviceBuffer(device, input.x), deviceBuffer(device, input.dy)];
  try {
    const y = await poolings.pool(x, input, inputs);
    const gradient = await poolings.gradient(x, dy, input, inputs);
    return {
      y,
      dx: gradient.tokens,
      dp: trainableNames(input).flatMap((name) => [...gradient.parameters[name]!]),
      ...(wanted.has('w') && { w: await poolings.weights(x, input, inputs) }),
    };
  } finally {
    x.destroy();
    dy.destroy();
  }
}
