import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pool, poolingWeights } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Classifier, loadClassifier } from '../src/model/classifier.ts';
import { normalizeDigit } from '../src/model/normalizeDigit.ts';
import { samples } from '../src/samples/samples.ts';
import { rasterizeInk } from '../src/ui/drawing/rasterizeInk.ts';

const weights = join(import.meta.dirname, '../public/weights');
let classifier: Classifier;
/** Tokens of all samples, as the GGeM network makes them. */
let tokens: tf.Tensor3D;

beforeAll(async () => {
  await tf.setBackend('cpu');
  classifier = await loadClassifier(
    async (name) => new Uint8Array(await readFile(join(weights, name))).buffer,
  );
  const images = samples.flatMap(({ drawing }) =>
    Array.from(normalizeDigit(rasterizeInk(drawing, 140), 140)!),
  );
  const head = classifier.heads.find(({ name }) => name === 'ggem')!;
  tokens = classifier.tokens(head, tf.tensor4d(images, [samples.length, 28, 28, 1]));
});
afterAll(() => {
  classifier?.dispose();
  tokens?.dispose();
});

const largestDifference = (a: tf.Tensor, b: tf.Tensor): number => a.sub(b).abs().max().dataSync()[0]!;

describe('the ends of the slider, on the same tokens', () => {
  it('p = 1 is average pooling of the activations above zero, and w their shares of the sum', () => {
    const spec = { type: 'ggem', groups: 4, p: 1, prefixTokens: 1 } as const;
    // Activations below eps, 1e-6, are raised to it.
    const held = tokens.maximum(1e-6) as tf.Tensor3D;
    const average = pool(held, { type: 'mean', prefixTokens: 1 });
    expect(largestDifference(pool(tokens, spec), average)).toBeLessThan(1e-5);
    const patches = held.slice([0, 1, 0]);
    const shares = patches.div(patches.sum(1, true));
    expect(largestDifference(poolingWeights(tokens, spec).slice([0, 1, 0]), shares)).toBeLessThan(1e-6);
  });

  it('p = ∞ is max pooling, value and weights, in every channel that is anywhere above zero', () => {
    const spec = { type: 'ggem', groups: 4, p: 'inf', prefixTokens: 1 } as const;
    const max = { type: 'max', prefixTokens: 1 } as const;
    const alive = tokens.slice([0, 1, 0]).max(1, true).greater(1e-6).cast('float32');
    expect(alive.mean().dataSync()[0]).toBeGreaterThan(0.5);
    const values = tf.expandDims(pool(tokens, spec).sub(pool(tokens, max)), 1).mul(alive);
    const shares = poolingWeights(tokens, spec).sub(poolingWeights(tokens, max)).mul(alive);
    expect(largestDifference(values, tf.scalar(0))).toBe(0);
    expect(largestDifference(shares, tf.scalar(0))).toBe(0);
  });
});
