import { readdirSync } from 'node:fs';
import { type Negatives, poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';
import sharp from 'sharp';
import { sharedFile } from './shared.ts';
import { channels, openVit, tokens } from './vit.ts';

export interface NegativesResult {
  readonly images: number;
  /** The share of negative values among all patch values. */
  readonly negative: number;
  readonly range: readonly [number, number];
  readonly rules: readonly RuleResult[];
}

export interface RuleResult {
  readonly rule: Negatives;
  /** Share of patch values that get no gradient. */
  readonly noGradient: number;
  /** The share of channels in which no patch value lies above eps, so that the pooled value is eps. */
  readonly silent: number;
  /** How many of the 196 patches a channel draws on: `exp` of the entropy of its weights, averaged. */
  readonly inUse: number;
  /** Cosine between the pooled vector and the mean of the patches, averaged. */
  readonly likeMean: number;
}

const rules: readonly Negatives[] = ['clamp', 'shift', 'abs'];

/** What each rule for negatives does to a real ViT's tokens at p = 3. */
export async function measureNegatives(): Promise<NegativesResult> {
  const folder = sharedFile('data/imagenet-samples');
  const files = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  const vit = await openVit();
  const sums = rules.map(() => ({ noGradient: 0, silent: 0, inUse: 0, likeMean: 0 }));
  let negative = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const file of files) {
    const data = await vit(sharp(`${folder}/${file}`));
    const patches = data.subarray(channels);
    negative += share(patches, (value) => value < 0);
    low = patches.reduce((a, b) => Math.min(a, b), low);
    high = patches.reduce((a, b) => Math.max(a, b), high);
    rules.forEach((rule, r) => {
      const one = measureRule(data, rule);
      for (const key of Object.keys(one) as (keyof typeof one)[]) sums[r]![key] += one[key] / files.length;
    });
  }
  return {
    images: files.length,
    negative: negative / files.length,
    range: [low, high],
    rules: rules.map((rule, r) => ({ rule, ...sums[r]! })),
  };
}

function measureRule(data: Float32Array, rule: Negatives): Omit<RuleResult, 'rule'> {
  const x = { shape: [1, tokens, channels] as const, data };
  const spec = { type: 'gem', p: 3, negatives: rule, prefixTokens: 1 } as const;
  const y = poolArray(x, spec);
  const dx = poolArrayGradient(x, spec, new Float64Array(channels).fill(1)).tokens.subarray(channels);
  const w = poolingWeightsArray(x, spec);
  const mean = poolArray(x, { type: 'mean', prefixTokens: 1 });
  // In a channel without a value above eps, all tokens have the same weight.
  const entropy = w.reduce((sum, value) => (value > 0 ? sum - value * Math.log(value) : sum), 0) / channels;
  return {
    noGradient: share(dx, (value) => value === 0),
    silent: share(y, (value) => value === 1e-6),
    inUse: Math.exp(entropy),
    likeMean: cosine(y, mean),
  };
}

function share(values: Float32Array | Float64Array, is: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (is(value)) count++;
  return count / values.length;
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
