import type { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { train } from '../examples/training.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { numbers } from './numbers.ts';

describe.each(devices)('training on %s', (device) => {
  let gpu: GPU;
  beforeAll(async () => {
    gpu = await startDevice(device);
  });
  afterAll(() => gpu.destroy());

  it('lowers the loss and moves the exponents to where the classes differ', async () => {
    const [images, tokens, channels] = [16, 10, 4] as const;
    // Both classes have the same mean; in the second it comes from one bright token, which only a large p tells apart.
    const labels = Uint8Array.from({ length: images }, (_, i) => i % 2);
    const noise = numbers(images * tokens * channels, 1, -0.05, 0.05);
    const x = noise.map((value, i) => {
      const [image, token] = [Math.floor(i / (tokens * channels)), Math.floor(i / channels) % tokens];
      return value + (labels[image] === 0 ? 0.5 : token === image % tokens ? 3.2 : 0.2);
    });
    const steps = train(gpu, new Array(40).fill({ x, labels }), { tokens, channels, groups: 2, classes: 2 });
    const history: { readonly loss: number; readonly p: readonly number[] }[] = [];
    for await (const step of steps) history.push(step);
    const losses = history.map(({ loss }) => loss);
    expect(losses[0]).toBeCloseTo(Math.log(2), 5);
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
    for (const p of history.at(-1)!.p) expect(p).toBeGreaterThan(3);
  });
});
