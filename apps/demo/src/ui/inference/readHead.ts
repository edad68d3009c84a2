import { exponentSpec, isPowerMean, type PoolingSpecInput, parseSpec } from '@ggem/core';
import { pool, poolingWeights } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Classifier, Head } from '../../model/classifier.ts';
import type { GroupReading, Reading } from './reading.ts';

/** The number of tokens that are no patches: the class token. */
const PREFIX = 1;

/** Pools the tokens of one image `[1, tokens, channels]`, classifies the result, and tells where the pooling looked. */
export async function readHead(
  classifier: Classifier,
  head: Head,
  tokens: tf.Tensor3D,
  groups: number,
  override: number | undefined,
): Promise<Reading> {
  const results = tf.tidy((): tf.Tensor[] => {
    const spec = poolingOf(head, override);
    const active = activeChannels(tokens, spec);
    const weights = poolingWeights(tokens, spec);
    const mean = (x: tf.Tensor3D): tf.Tensor =>
      tf.divNoNan(byGroup(x.mul(active), groups).sum(2), byGroup(active, groups).sum(2));
    return [
      tf.softmax(classifier.logits(head, pool(tokens, spec))),
      mean(patchesOf(weights)),
      mean(tokensInUse(weights)),
      byGroup(active, groups).sum(2),
    ];
  });
  try {
    const [probabilities, shares, inUse, active] = await Promise.all(
      results.map((result) => result.data<'float32'>()),
    );
    const channels = tokens.shape[2] / groups;
    return {
      probabilities: Array.from(probabilities!),
      groups: Array.from(
        { length: groups },
        (_, group): GroupReading => ({
          channels,
          silent: channels - active![group]!,
          shares: Array.from(shares!).filter((_, i) => i % groups === group),
          inUse: inUse![group]!,
        }),
      ),
    };
  } finally {
    tf.dispose(results);
  }
}

/** The pooled vector of tokens `[1, tokens, channels]`, with the learned p. */
export async function poolLearned(head: Head, tokens: tf.Tensor3D): Promise<Float32Array> {
  const pooled = pool(tokens, poolingOf(head, undefined));
  try {
    return await pooled.data<'float32'>();
  } finally {
    pooled.dispose();
  }
}

/** The pooling of a head with its learned p, or with the p of the slider in every group. */
function poolingOf({ spec, p }: Head, override: number | undefined): PoolingSpecInput {
  const exponents = p?.map((learned) => exponentSpec(override ?? learned));
  if (!exponents) return spec;
  if (spec.type === 'gem') return { ...spec, p: exponents[0] };
  return spec.type === 'ggem' ? { ...spec, p: exponents } : spec;
}

/** 1 for channels that are not silent, as `[1, 1, channels]`: those of a power mean that reach above eps somewhere. */
function activeChannels(tokens: tf.Tensor3D, given: PoolingSpecInput): tf.Tensor3D {
  const spec = parseSpec(given);
  const largest = patchesOf(tokens).max<tf.Tensor3D>(1, true);
  if (!isPowerMean(spec) || spec.negatives !== 'clamp') return tf.onesLike(largest);
  return largest.greater(spec.eps).cast('float32');
}

/** exp(entropy) of weights `[1, tokens, channels]` over tokens, as `[1, 1, channels]`. */
function tokensInUse(weights: tf.Tensor3D): tf.Tensor3D {
  // 0 · log 0 counts as 0, and the smallest normal float keeps the log finite.
  const entropy = weights.mul(weights.maximum(1e-37).log()).sum<tf.Tensor3D>(1, true).neg();
  return entropy.exp();
}

function patchesOf(x: tf.Tensor3D): tf.Tensor3D {
  return x.slice([0, PREFIX, 0]);
}

/** `[1, n, channels]` to `[n, groups, channels / groups]`, in contiguous groups as in the paper. */
function byGroup(x: tf.Tensor3D, groups: number): tf.Tensor3D {
  const [, n, channels] = x.shape;
  return x.reshape([n, groups, channels / groups]);
}
