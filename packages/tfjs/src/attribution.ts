import {
  type Attribution,
  attributionGroups,
  attribution as attributionWith,
  checkOptions,
  type KnownOptions,
  type PoolingSpecInput,
  parseSpec,
  tokensBeforeGrid,
  weightChannels,
} from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';
import { prepare, type ReadOptions, readOptions } from './pool.ts';
import { tfjsOps } from './tfjsOps.ts';
import type { TensorInput } from './toTensor.ts';

/** What attribution takes besides tokens and spec. */
export interface AttributionOptions extends ReadOptions {
  /** How many groups of channels to average over. Default: those of a `ggem`, the heads of an `attention`, else one. */
  readonly groups?: number | undefined;
}

const attributionOptions: KnownOptions<AttributionOptions> = { ...readOptions, groups: true };

/**
 * Where a pooling looks: the weights `w` by channel, averaged over groups and over all channels, each with the effective
 * number of tokens `exp(H(w))`.
 *
 * `weights` `[batch, tokens, n]` sum to 1 over the kept tokens, those of an image row by row; `effectiveTokens`
 * `[batch, 1, n]`. See `poolingWeights` for what `w` is, `attributionMap` for a picture; `tf.dispose` frees all of it.
 * Input and errors are those of `pool`; groups that do not divide the channels throw a `GgemError` with code `shape`.
 */
export function attribution(
  tokens: TensorInput,
  spec: PoolingSpecInput,
  given: AttributionOptions = {},
): Attribution<tf.Tensor3D> {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, given, attributionOptions);
  const { groups, ...options } = given;
  return tf.tidy(() => {
    const { inputs, constants, read, laidOut } = prepare(parsed, tokens, options);
    const seen = read([...inputs, ...constants]);
    const layout = attributionGroups(parsed, seen.channels, groups);
    if (laidOut[0] === 0)
      return emptyAttribution(laidOut[1], weightChannels(parsed, laidOut[2]), layout.groups);
    return attributionWith(tfjsOps, parsed, seen, layout) as Attribution<tf.Tensor3D>;
  });
}

/** The attribution of no images. */
function emptyAttribution(tokens: number, channels: number, groups: number): Attribution<tf.Tensor3D> {
  const level = (n: number) => ({
    weights: tf.zeros([0, tokens, n]) as tf.Tensor3D,
    effectiveTokens: tf.zeros([0, 1, n]) as tf.Tensor3D,
  });
  return { byChannel: level(channels), byGroup: level(groups), average: level(1) };
}

/**
 * Weights as maps over the grid of patches: `[batch, tokens, n]` to `[batch, n, height, width]`, the leading tokens that
 * are no patches left out.
 *
 * Throws a `GgemError` with code `shape` where there are fewer tokens than places.
 */
export function attributionMap(
  weights: tf.Tensor3D,
  grid: readonly [height: number, width: number],
): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, tokens, n] = weights.shape;
    const patches = tf.slice(weights, [0, tokensBeforeGrid(tokens, grid), 0]);
    return tf.reshape(tf.transpose(patches, [0, 2, 1]), [batch, n, ...grid]);
  });
}
