import type { PoolingSpecInput } from '@ggem/core';
import type { Preprocessing, Size } from '@ggem/embed';
import type { FinetuneOptions } from '@ggem/train';
import type { Outcome, RetrievalMeasure } from '../measure/measures.ts';
import type { Scratch } from './scratch.ts';

/** Where training starts: the last so many blocks, 0 for pooling and head alone, or the whole model. */
export type Depth = number | 'all';

/** How a model is trained; absent is what `@ggem/train` takes. */
export type FinetuneSettings = Pick<
  FinetuneOptions,
  | 'epochs'
  | 'batch'
  | 'rate'
  | 'poolingRate'
  | 'layerDecay'
  | 'weightDecay'
  | 'labelSmoothing'
  | 'augment'
  | 'loss'
>;

/** What several trainings have in common: the model, the images and how they are prepared. */
export interface FinetuneData {
  readonly model: string;
  /** What is trained from nothing, with the weights of each seed, instead of that file. */
  readonly scratch?: Scratch | undefined;
  /** The value to pool. */
  readonly tokens: string;
  readonly preprocessing: Preprocessing;
  readonly size: Size;
  readonly files: readonly string[];
  /** The class of each image, from 0 on. */
  readonly labels: readonly number[];
  readonly classes: number;
  readonly train: readonly number[];
  /** Images that are asked for after training: those held out, then those of further sets. */
  readonly asked: readonly number[];
  /** How many images each set of `asked` has; where their classes are those that no training sees, and each set is searched. */
  readonly searched?: readonly number[] | undefined;
}

/** One training, or the tokens that it starts from. */
export interface FinetuneTask {
  readonly data: FinetuneData;
  readonly spec: PoolingSpecInput;
  readonly depth: Depth;
  readonly seed: number;
  readonly settings: FinetuneSettings;
  /** Where the tokens lie that training starts from: a folder, and the beginning of two names. */
  readonly cache: { readonly folder: string; readonly name: string };
  /** The file of the state, from which a training that was stopped goes on. */
  readonly state: string;
  /** The file that the trained model is written to, if it is wanted. */
  readonly model: string | undefined;
}

/** What came of the images that were asked for. */
export type FinetuneAnswer = (SeenAnswer | UnseenAnswer) & {
  /** Trained exponents, where the pooling has some. */
  readonly p?: readonly number[] | undefined;
};

/** Of classes that were trained on. */
export interface SeenAnswer {
  /** The class that the head names, and the one that neighbours vote for by what the head reads. */
  readonly named: readonly number[];
  readonly neighbours: readonly number[];
}

/** Of classes that no training saw. */
export interface UnseenAnswer {
  readonly retrieved: Readonly<Record<RetrievalMeasure, Outcome>>;
}

/** How far a training is. */
export interface FinetuneStep {
  readonly done: number;
  readonly total: number;
  readonly loss?: number | undefined;
}

/** What is asked of a thread that fine-tunes. */
export type FinetuneTasks = {
  /** Keeps all images as the model takes them, for trainings that read them in each step. */
  readonly pixels: readonly [FinetuneTask, undefined, FinetuneStep];
  readonly tokens: readonly [FinetuneTask, undefined, FinetuneStep];
  readonly train: readonly [FinetuneTask, FinetuneAnswer, FinetuneStep];
};
