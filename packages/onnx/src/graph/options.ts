import type { DataFormat, Sides } from '@ggem/core';
import type { GivenValues } from './givenValues.ts';

/** How a pooling is laid into a graph. */
export interface PoolingGraphOptions {
  /** Channels of the tokens. */
  readonly channels: number;
  /** Version of the default operator set, 7 or newer. */
  readonly opset: number;
  /** Type of the tokens and of the result; the pooling itself computes in float32 at least. Default `float32`. */
  readonly dtype?: FloatType | undefined;
  /**
   * Where the channels of the tokens lie: `[batch, tokens, channels]`, or `channelsFirst` `[batch, channels, tokens]`.
   * Default `channelsLast`.
   */
  readonly dataFormat?: DataFormat | undefined;
  /**
   * Whether the tokens are an image, `[batch, height, width, channels]` or `[batch, channels, height, width]`; or its height
   * and width, which a spec that looks at regions needs. For five axes, as volumes and videos have, `volume`, or depth,
   * height and width. Mask and token weights then are `[batch, height, width]` or `[batch, depth, height, width]`.
   * Default: no.
   */
  readonly image?: boolean | 'volume' | Sides | undefined;
  /**
   * Whether the tokens are those of images of different lengths, one after another, `[total, channels]`. Then there is a
   * graph input `offsets` `[batch + 1]`, int64; image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`. Mask and
   * token weights are `[total]`, `pooling_weights` is `[total, weightChannels]`. Default: no.
   */
  readonly offsets?: boolean | undefined;
  /**
   * Whether the result keeps an axis of length 1 in place of each that was pooled; or the places of such axes in the result.
   * Default: no, `[batch, outputChannels]`.
   */
  readonly keepDims?: boolean | readonly number[] | undefined;
  /** Type of a graph input `[batch, tokens]` that keeps tokens with 1 or true. Default: no mask. */
  readonly mask?: MaskType | undefined;
  /** Whether there is a graph input `[batch, tokens]` of token weights, of the tokens' type. Default: no. */
  readonly tokenWeights?: boolean | undefined;
  /** Parameters are `baked` into the graph, or the trained ones `inputs` that may change between runs. Default `baked`. */
  readonly parameters?: 'baked' | 'inputs' | undefined;
  /** Values to bake in place of those of the spec. Parameters that no spec can hold (a query, a whitening) must be here. */
  readonly values?: GivenValues | undefined;
  /** Whether the result is divided by its Euclidean length: `after: ['l2']` of the spec. Default: no. */
  readonly normalize?: boolean | undefined;
  /** How the tokens after the prefix lie, `[height, width]`, for a spec that looks at regions and has no grid. */
  readonly grid?: readonly [number, number] | undefined;
  /**
   * Whether a power mean is computed by the plain formula first, and by the stable one only `If` the sums show that
   * something may have overflowed or vanished. This is faster on a CPU, with the same results to rounding; on a GPU the
   * choice waits for the device. Only for gem and ggem with baked exponents and `clamp`, without mask, token weights,
   * offsets and pooling weights. Default: no.
   */
  readonly shortcut?: boolean | undefined;
  /** Whether the graph also gives where the pooling looks, `[batch, tokens, weightChannels]`. Default: no. */
  readonly poolingWeights?: boolean | undefined;
  /** Whether the nodes are in the graph, or in a function of the model that one node calls. Default `inline`. */
  readonly form?: 'inline' | 'function' | undefined;
  /** Number of images, where it is fixed: that saves a few nodes. Default: open. */
  readonly batch?: number | undefined;
  /** Number of tokens, where it is fixed; only for tokens of three axes. Default: open. */
  readonly tokens?: number | undefined;
  /** Names of the values that the graph reads and gives. */
  readonly names?: Partial<PoolingNames> | undefined;
  /** Prefix of the names of all inner values and nodes. Default `ggem/`. */
  readonly prefix?: string | undefined;
  /** Whether a name is in use already. Default: none is. */
  readonly isTaken?: ((name: string) => boolean) | undefined;
}

/** Names of the values that a pooling reads and gives. Parameters are called by their own name. */
export interface PoolingNames {
  /** Default `tokens`. */
  readonly tokens: string;
  /** Default `pooled`. */
  readonly pooled: string;
  /** Default `pooling_weights`. */
  readonly poolingWeights: string;
  /** Default `mask`. */
  readonly mask: string;
  /** Default `offsets`. */
  readonly offsets: string;
  /** Default `token_weights`: a mix has a parameter called `weights`. */
  readonly tokenWeights: string;
  /** Prefix of the names of parameters that are inputs. Default: none. */
  readonly parameters: string;
}

export type FloatType = 'float32' | 'float16' | 'float64';
export type MaskType = 'bool' | 'int32' | 'int64' | 'float32' | 'float16' | 'float64';

/** The names used where none are given. */
export const defaultNames: PoolingNames = {
  tokens: 'tokens',
  pooled: 'pooled',
  poolingWeights: 'pooling_weights',
  mask: 'mask',
  offsets: 'offsets',
  tokenWeights: 'token_weights',
  parameters: '',
};
