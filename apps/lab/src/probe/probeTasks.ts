import type { PoolingSpecInput } from '@ggem/core';
import type { Place } from '../extract/tokenCache.ts';

/** One training: a pooling with a head on the tokens of some images, asked for the classes of others. */
export interface ProbeTask {
  readonly spec: PoolingSpecInput;
  /** The folder of the tokens, and where each image is. */
  readonly folder: string;
  readonly places: readonly Place[];
  readonly tokens: number;
  readonly channels: number;
  /** The class of each image, from 0 on. */
  readonly labels: readonly number[];
  readonly classes: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly rate: number;
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
}

/** What came of it. */
export interface ProbeAnswer {
  /** The class that each image of `test` is taken for. */
  readonly named: readonly number[];
  readonly loss: number;
  /** Trained exponents, where the pooling has some. */
  readonly p?: readonly number[] | undefined;
}

/** What is asked of a thread that trains. */
export type ProbeTasks = {
  readonly train: readonly [ProbeTask, ProbeAnswer];
};
