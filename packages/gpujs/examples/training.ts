import { createPooling, createPoolingGradient, definePooling } from '@ggem/gpujs';
import type { GPU } from 'gpu.js';
import { linearHead } from './linearHead.ts';

/** Trains one exponent a group and a linear classifier on what is pooled; gives the loss and `p` of every step. */
export async function* train(
  gpu: GPU,
  batches: Iterable<{ readonly x: Float32Array; readonly labels: ArrayLike<number> }>,
  {
    tokens,
    channels,
    groups,
    classes,
  }: { tokens: number; channels: number; groups: number; classes: number },
): AsyncGenerator<{ readonly loss: number; readonly p: readonly number[] }> {
  const spec = definePooling({ type: 'ggem', groups });
  const pooling = createPooling(gpu, spec, { tokens, channels });
  const gradient = createPoolingGradient(gpu, spec, { tokens, channels });
  const head = linearHead(channels, classes);
  const p = new Float32Array(groups).fill(3);
  for (const { x, labels } of batches) {
    const y = await pooling(x, { parameters: { p } });
    const { loss, dy } = head.step(y, labels, 0.5);
    const { parameters } = await gradient(x, dy, { parameters: { p } });
    // Exponents want a larger learning rate than weights.
    (parameters.p as Float32Array).forEach((dp, g) => {
      p[g]! -= 5 * dp;
    });
    yield { loss, p: [...p] };
  }
  pooling.destroy();
  gradient.destroy();
}
