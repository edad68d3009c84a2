import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { backboneShapes, type Parameters } from '../src/model/parameters.ts';
import { vitTokens } from '../src/model/vit.ts';
import type { VitConfig } from '../src/model/vitConfig.ts';

const CONFIG: VitConfig = {
  imageSize: 8,
  patchSize: 4,
  channels: 6,
  heads: 2,
  blocks: 2,
  hidden: 8,
  classes: 10,
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function parametersOf(config: VitConfig): Parameters {
  return Object.fromEntries(
    [...backboneShapes(config)].map(([name, shape], i) => [
      name,
      tf.randomNormal(shape, 0, 0.5, 'float32', i + 1),
    ]),
  );
}

async function expectClose(actual: tf.Tensor, expected: tf.Tensor, bound: number): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [await actual.data(), await expected.data()];
  const scale = Math.max(...b.map(Math.abs));
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!), `element ${i}: ${value} for ${b[i]}`).toBeLessThanOrEqual(bound * scale);
  });
}

describe('vitTokens', () => {
  test('gives a class token and one token a patch', () => {
    const tokens = vitTokens(CONFIG, parametersOf(CONFIG), tf.ones([3, 8, 8, 1]));
    expect(tokens.shape).toEqual([3, 5, 6]);
  });

  test('reads patches row by row', () => {
    // Without blocks, only the token of the patch that holds the inked pixel differs from that of paper.
    const config = { ...CONFIG, blocks: 0 };
    const parameters = parametersOf(config);
    const paper = vitTokens(config, parameters, tf.zeros([1, 8, 8, 1]));
    const ink = new Float32Array(64);
    ink[2 * 8 + 5] = 1;
    const drawn = vitTokens(config, parameters, tf.tensor4d(ink, [1, 8, 8, 1]));
    const changed = drawn.sub(paper).abs().sum(2).greater(1e-3).arraySync();
    expect(changed).toEqual([[0, 0, 1, 0, 0]]);
  });

  test('treats each image of a batch by itself', async () => {
    const parameters = parametersOf(CONFIG);
    const images = tf.randomUniform([2, 8, 8, 1], 0, 1, 'float32', 7) as tf.Tensor4D;
    const second = images.slice([1, 0, 0, 0], [1, 8, 8, 1]);
    const together = vitTokens(CONFIG, parameters, images).slice([1, 0, 0], [1, 5, 6]);
    await expectClose(vitTokens(CONFIG, parameters, second), together, 1e-5);
  });

  test('frees what it makes on the way', () => {
    const parameters = parametersOf(CONFIG);
    const images = tf.ones([1, 8, 8, 1]) as tf.Tensor4D;
    const before = tf.memory().numTensors;
    vitTokens(CONFIG, parameters, images).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('names a parameter that is missing', () => {
    const { 'block1/key/bias': _, ...rest } = parametersOf(CONFIG);
    expect(() => vitTokens(CONFIG, rest, tf.ones([1, 8, 8, 1]))).toThrow(
      new Error('vit: there is no parameter "block1/key/bias"; the model has 35 others.'),
    );
  });

  test('refuses heads that do not divide the channels', () => {
    expect(() => backboneShapes({ ...CONFIG, heads: 4 })).toThrow(
      new Error(
        'vit: patches of 4 must divide images of 8 pixels, and 4 heads must divide 6 channels. Change one of these sizes.',
      ),
    );
  });
});
