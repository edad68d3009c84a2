import { GgemError, type PoolingSpecInput } from '@ggem/core';
import { adamW, type Trained } from '../optimise/adamW.ts';
import { shuffled } from '../optimise/random.ts';
import type { StartSession } from '../session/session.ts';
import { BatchNorm } from './batchNorm.ts';
import { learnedPooling, type TokenShape } from './learnedPooling.ts';
import { LinearHead } from './linearHead.ts';

/** Frozen tokens of images. */
export interface FrozenTokens extends TokenShape {
  /** Copies the tokens of an image, `[tokens, channels]`. */
  readonly read: (image: number, into: Float32Array) => Promise<void> | void;
}

/** What is trained on what. Images are numbers; `labels[image]` is the class, from 0 on. */
export interface AttentiveProbeCall {
  readonly pooling: PoolingSpecInput;
  readonly tokens: FrozenTokens;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Learning rate of head and pooling; exponents `p` have ten times as much, and stay in their range. It falls to 0 by half a cosine. */
  readonly rate: number;
  readonly epochs: number;
  /** Images of a step. Default 60; fewer where there are fewer to train on. */
  readonly batch?: number | undefined;
  /** Numbers from 0 up to 1 for the start of the head and the order of images. */
  readonly draw: () => number;
  readonly session: StartSession;
  /** Ends the training after the step at hand; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Sets where parameters of the pooling start, in place of the start that it gives. */
  readonly start?: ((name: string, values: Float32Array, draw: () => number) => void) | undefined;
}

/** What came of the images of `test`. */
export interface AttentiveProbe {
  /** The class that each of them is taken for. */
  readonly named: readonly number[];
  /** The mean cross-entropy of them. */
  readonly loss: number;
  /** Trained parameters of the pooling. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

/**
 * Attentive probing of frozen tokens: pooling, batch normalisation without scale and shift, and a linear head, trained together
 * by Adam without weight decay (Psomas et al. 2025, Attention, Please). A pooling without parameters makes it a linear probe of
 * normalised vectors.
 *
 * Throws a `GgemError`: `value` for fewer than two images to train on, none to test, and for a loss that is not finite.
 */
export async function attentiveProbe(call: AttentiveProbeCall): Promise<AttentiveProbe> {
  const { train, test, rate, epochs, draw, labels } = call;
  if (train.length < 2 || test.length < 1) {
    const sentence = `probe: there must be two images to train on and one to test, but ${train.length} and ${test.length} came. Give more images.`;
    throw new GgemError('value', sentence);
  }
  const batchSize = Math.min(call.batch ?? 60, train.length);
  const pooling = await learnedPooling(call.pooling, call.tokens, call.session);
  for (const [name, values] of Object.entries(pooling.parameters)) call.start?.(name, values, draw);
  const norm = new BatchNorm(pooling.width);
  const head = new LinearHead(pooling.width, call.classes, draw);
  const trained = [
    trainedOf('weight', head.weight),
    trainedOf('bias', head.bias),
    ...Object.entries(pooling.parameters).map(([name, values]) => trainedOf(name, values)),
  ];
  const steps = epochs * Math.floor(train.length / batchSize);
  let step = 0;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = Array.from(shuffled(train.length, draw), (i) => train[i]!);
      for (let from = 0; from + batchSize <= order.length; from += batchSize) {
        call.signal?.throwIfAborted();
        const images = order.slice(from, from + batchSize);
        const batch = await gather(call.tokens, images);
        const { value, back } = norm.train(await pooling.pool(batch));
        const { loss, byLogits } = head.judge(
          value,
          images.map((image) => labels[image]!),
        );
        if (!Number.isFinite(loss)) throw notFinite(rate);
        const { weight, bias, vectors } = head.gradients(value, byLogits);
        const slopes: Readonly<Record<string, Float32Array>> = {
          ...(await pooling.gradient(batch, back(vectors))),
          weight,
          bias,
        };
        const now = (rate * (1 + Math.cos((Math.PI * step) / steps))) / 2;
        for (const one of trained) {
          adamW(one, slopes[one.name]!, { step, rate: now, weightDecay: 0, scale: 1 });
        }
        pooling.hold();
        step++;
      }
    }
    const named: number[] = [];
    let loss = 0;
    for (let from = 0; from < test.length; from += batchSize) {
      const images = test.slice(from, from + batchSize);
      const value = norm.infer(await pooling.pool(await gather(call.tokens, images)));
      const found = head.judge(
        value,
        images.map((image) => labels[image]!),
      );
      loss += found.loss * images.length;
      named.push(...found.named);
    }
    if (!Number.isFinite(loss)) throw notFinite(rate);
    return { named, loss: loss / test.length, parameters: pooling.parameters };
  } finally {
    await pooling.release();
  }
}

function trainedOf(name: string, values: Float32Array): Trained {
  const { length } = values;
  const rate = /(^|\.)p$/.test(name) ? 10 : 1;
  return {
    name,
    values,
    mean: new Float64Array(length),
    square: new Float64Array(length),
    rate,
    decays: false,
  };
}

async function gather(
  { tokens, channels, read }: FrozenTokens,
  images: readonly number[],
): Promise<Float32Array> {
  const each = tokens * channels;
  const batch = new Float32Array(images.length * each);
  for (const [i, image] of images.entries()) await read(image, batch.subarray(i * each, (i + 1) * each));
  return batch;
}

function notFinite(rate: number): GgemError {
  const sentence = `probe: the loss must be finite, but it is not at rate ${rate}. Take a lower rate.`;
  return new GgemError('value', sentence);
}
