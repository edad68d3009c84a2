import { readWeights, writeWeights } from '@ggem/onnx/training';
import * as runtime from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { sessionsOf, vit } from '../src/index.ts';
import { images } from './smallTask.ts';

const size = { image: [3, 8, 8], patch: 4, width: 12, depth: 1, heads: 3, classes: 5 } as const;

it('brings the weights of one model into another, which then computes the same', async () => {
  const [one, two] = [vit(size), vit({ ...size, seed: 1 })];
  expect(writeWeights(two, readWeights(one))).toEqual(one);
  expect(readWeights(one).get('head.weight')!.dims).toEqual([12, 5]);
  expect(() => writeWeights(one, new Map([['other', { data: new Float32Array(1), dims: [1] }]]))).toThrow(
    'weights: names must be of the model, but "other" is none.',
  );
});

it('has the activation of CLIP, and weights as wide as asked', async () => {
  const wide = { ...size, depth: 0, seed: 3 };
  const spread = (deviation: number) => readWeights(vit({ ...wide, deviation })).get('head.weight')!.data;
  spread(0.2).forEach((value, i) => {
    expect(value).toBeCloseTo(10 * spread(0.02)[i]!, 6);
  });
  const run = async (activation: 'gelu' | 'quickGelu') => {
    const session = await sessionsOf(runtime)(vit({ ...size, activation, deviation: 0.3 }));
    const data = await images(1).image(0);
    return (await session.run({ pixel_values: { data, dims: [1, 3, 8, 8] } })).tokens!.data;
  };
  const [gelu, quick] = [await run('gelu'), await run('quickGelu')];
  // x Φ(x) and x / (1 + e^(-1.702 x)) are at most 0.021 apart.
  const most = Math.max(...gelu.map((value, i) => Math.abs(value - quick[i]!)));
  expect(most).toBeGreaterThan(1e-4);
  expect(most).toBeLessThan(0.1);
});
