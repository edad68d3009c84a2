import { random, shuffled } from '@ggem/train';
import * as tf from '@tensorflow/tfjs';
import { HEAD_NAMES } from '../../src/model/heads.ts';
import type { LikenessNetwork } from '../../src/model/likeness.ts';
import type { PooledVectors } from './pooledVectors.ts';

const HIDDEN = 32;
const EPOCHS = 12;
const BATCH = 128;
/** Digits are more than twice as many as all that is none. */
const WEIGHT = 3;

/** Trains the network that tells pooled vectors of digits from those of other drawings. */
export async function fitNetwork(
  digits: PooledVectors,
  others: readonly PooledVectors[],
  channels: number,
): Promise<LikenessNetwork> {
  const width = HEAD_NAMES.length * channels;
  const own = rowsOf(digits, channels);
  const rows = [...own, ...others.flatMap((one) => rowsOf(one, channels))];
  const mean = Array.from({ length: width }, (_, at) => average(own.map((row) => row[at]!)));
  const scale = mean.map((middle, at) => {
    const variance = average(own.map((row) => (row[at]! - middle) ** 2));
    return 1 / Math.sqrt(variance + 0.01);
  });
  const order = [...shuffled(rows.length, random(1))];
  const x = tf.tensor2d(
    order.map((i) => Array.from(rows[i]!, (value, at) => (value - mean[at]!) * scale[at]!)),
    [rows.length, width],
  );
  const y = tf.tensor2d(
    order.map((i) => (i < own.length ? 0 : 1)),
    [rows.length, 1],
  );
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ ...start(1), units: HIDDEN, activation: 'relu', inputShape: [width] }),
      tf.layers.dense({ ...start(2), units: 1, activation: 'sigmoid' }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(3e-3), loss: 'binaryCrossentropy' });
  // The order is drawn above, with a seed.
  await model.fit(x, y, {
    ...{ epochs: EPOCHS, batchSize: BATCH, shuffle: false, verbose: 0 },
    classWeight: { 0: 1, 1: WEIGHT },
  });
  const [hidden, hiddenBias, out, outBias] = model.getWeights().map((one) => [...one.dataSync()]);
  return { mean, scale, hidden: hidden!, hiddenBias: hiddenBias!, out: out!, outBias: outBias![0]! };
}

function start(
  seed: number,
): Pick<Parameters<typeof tf.layers.dense>[0], 'kernelInitializer' | 'kernelRegularizer'> {
  return {
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
    kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 }),
  };
}

/** The vectors of all heads side by side, a row an image. */
function rowsOf(vectors: PooledVectors, channels: number): readonly Float32Array[] {
  const count = vectors.get('token')!.length / channels;
  return Array.from({ length: count }, (_, i) => {
    const row = new Float32Array(HEAD_NAMES.length * channels);
    for (const [at, name] of HEAD_NAMES.entries())
      row.set(vectors.get(name)!.subarray(i * channels, (i + 1) * channels), at * channels);
    return row;
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
