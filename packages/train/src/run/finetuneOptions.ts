import type { PoolingSpecInput } from '@ggem/core';
import type { LossName, Temperature, TrainingOptions } from '@ggem/onnx/training';
import type { Augmentation, ChangeImage } from '../data/augment.ts';
import type { TokenCache } from '../data/tokenCache.ts';
import type { TrainingData } from '../data/trainingData.ts';
import type { StartSession } from '../session/session.ts';
import type { Progress } from './progress.ts';

/** What is trained, on what, and how. */
export interface FinetuneOptions {
  /** The pooling that the model gets. Its trainable parameters are trained, in their range if they have one. */
  readonly pooling: PoolingSpecInput;
  /** How many classes the head tells apart; for `infoNce` the length of the vectors. */
  readonly classes: number;
  readonly data: TrainingData;
  /** Loads models: `sessionsOf(await import('onnxruntime-node'))`. */
  readonly session: StartSession;
  /**
   * Where training starts: `head` (pooling and head alone, a linear probe), `all`, the number of a block counted from 0,
   * `{ blocks: k }` for the last k, or the name of a value. Default `{ blocks: 1 }`.
   */
  readonly from?: TrainingOptions['from'] | undefined;
  /** The value to pool; default: what the model pools now, or else its tokens output. */
  readonly tokens?: string | undefined;
  /** Name of the pooled value to replace, where the model has several. */
  readonly at?: string | undefined;
  /** Shape of an image, where the model leaves it open. */
  readonly image?: readonly [number, number, number] | undefined;
  /** Weights that stay as they are. */
  readonly frozen?: readonly string[] | undefined;
  /** Default `crossEntropy`. `normSoftmax` is for retrieval, `infoNce` for pairs. */
  readonly loss?: LossName | undefined;
  /**
   * For `infoNce`: a model of `textEncoder`, which is trained with the images on `data.texts`. Default: the texts are fixed,
   * `data.vectors`.
   */
  readonly text?: Uint8Array | undefined;
  /**
   * Divides the cosines of `normSoftmax` and `infoNce`. Default 0.05. `{ start: 0.07 }` is trained from there, as in CLIP:
   * as its logarithm, no lower than 0.01.
   */
  readonly temperature?: Temperature | undefined;
  /** Images held out: accuracy before and after; without labels, such as for classes that the head lacks, features alone. */
  readonly validation?: TrainingData | undefined;
  /**
   * Whether the features of all images after training are wanted, for measures other than accuracy: what the head reads, for
   * `infoNce` the vectors that it gives. Default false.
   */
  readonly features?: boolean | undefined;

  /** Default 10. */
  readonly epochs?: number | undefined;
  /** Images of a step. What is left of an epoch is in the next one. Default 16. */
  readonly batch?: number | undefined;
  /** Parts of a batch that run at the same time, each in a session of its own. Default 1. */
  readonly shards?: number | undefined;
  /** Highest learning rate. Default 5e-4. */
  readonly rate?: number | undefined;
  /** The rate of the parameters of the pooling, in learning rates. Default 10. */
  readonly poolingRate?: number | undefined;
  /** The rate of a block, in rates of the block behind it. Default 0.75. */
  readonly layerDecay?: number | undefined;
  /** Default 0.05. It applies to matrices, not to biases, norms and parameters of the pooling. */
  readonly weightDecay?: number | undefined;
  /** Share of the steps in which the rate rises. Default 0.1. */
  readonly warmUp?: number | undefined;
  /** Share of each target that is spread over all classes. Default 0.1. */
  readonly labelSmoothing?: number | undefined;
  /** Longest gradient, over all weights together. Default 1. */
  readonly clip?: number | undefined;
  /** Default 0. Equal seeds give equal weights, bit for bit. */
  readonly seed?: number | undefined;
  /**
   * Changes images each time, by crops, flips and mixup or by a function of your own; the frozen part then runs in every step.
   * Default: none, tokens are computed once.
   */
  readonly augment?: Augmentation | ChangeImage | undefined;
  /**
   * Keeps the tokens of `data`, and those of `validation`, `floats` numbers an image. `front` is the model that computes them:
   * tokens of another one are others, even of as many numbers. Default: memory.
   */
  readonly cache?: (
    part: 'data' | 'validation',
    floats: number,
    front: Uint8Array | undefined,
  ) => TokenCache | Promise<TokenCache>;

  /** Told after every step, and while tokens are computed. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends training after the current step. */
  readonly signal?: AbortSignal | undefined;
  /**
   * A saved state, to go on from, of the same model, data, seed and batch. Other options may have changed, such as the rate after
   * a loss that was not finite; with equal ones the weights become what they would have been without the pause.
   */
  readonly resume?: Uint8Array | undefined;
  /** Keeps a state: after each epoch, every 50 steps, and when training ends early, by an error too. */
  readonly save?: ((state: Uint8Array) => Promise<void>) | undefined;
}
