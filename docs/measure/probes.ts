import { type PoolingSpecInput, poolArray } from '@ggem/core';
import { readCifar } from './cifar.ts';
import { linearAccuracy } from './linear.ts';
import { nearestAccuracy } from './nearest.ts';
import { channels, cifarImage, openVit, tokens } from './vit.ts';

export interface ProbesResult {
  readonly train: number;
  readonly test: number;
  readonly neighbours: number;
  readonly poolings: readonly ProbeResult[];
}

export interface ProbeResult {
  readonly name: string;
  readonly spec: PoolingSpecInput;
  /** Shares of test images that are classified correctly. */
  readonly nearest: number;
  readonly linear: number;
}

const [train, test, neighbours] = [1000, 500, 20] as const;
const prefixTokens = 1;

const poolings: readonly (readonly [string, PoolingSpecInput])[] = [
  ['class token', { type: 'token' }],
  ['average', { type: 'mean', prefixTokens }],
  ['max', { type: 'max', prefixTokens }],
  ['GeM, p = 3, clamp', { type: 'gem', p: 3, prefixTokens }],
  ['GeM, p = 3, shift', { type: 'gem', p: 3, negatives: 'shift', prefixTokens }],
  ['GeM, p = 3, abs', { type: 'gem', p: 3, negatives: 'abs', prefixTokens }],
  ['GeM, p = 6, shift', { type: 'gem', p: 6, negatives: 'shift', prefixTokens }],
];

/** Frozen tokens of CIFAR-10 images, pooled without training, then judged by neighbours and by a linear head. */
export async function measureProbes(): Promise<ProbesResult> {
  const vit = await openVit();
  const embed = async (part: 'train' | 'test', count: number) => {
    const images = await readCifar(part, count);
    const vectors: Float64Array[][] = poolings.map(() => []);
    for (const { planes } of images) {
      const data = await vit(cifarImage(planes));
      poolings.forEach(([, spec], i) => {
        vectors[i]!.push(poolArray({ shape: [1, tokens, channels], data }, spec));
      });
    }
    return { labels: images.map(({ label }) => label), vectors };
  };
  const known = await embed('train', train);
  const asked = await embed('test', test);
  return {
    train,
    test,
    neighbours,
    poolings: poolings.map(([name, spec], i) => {
      const [from, to] = [
        { labels: known.labels, vectors: known.vectors[i]! },
        { labels: asked.labels, vectors: asked.vectors[i]! },
      ];
      return {
        name,
        spec,
        nearest: nearestAccuracy(from, to, neighbours),
        linear: linearAccuracy(from, to),
      };
    }),
  };
}
