import type { PoolingSpecInput } from '@ggem/core';
import type { Against, Result } from '../compare/result.ts';
import type { MeasureName, Outcome } from '../measure/measures.ts';
import type { NamedSet } from '../read/splitColumn.ts';
import type { TrainedTexts } from './trainedTexts.ts';

/** What `result.json` of `ggem-lab finetune`, `train-p` and `contrast` holds: trainings from several seeds, on one split of the images. */
export interface TrainedResult extends Pick<Result, 'model' | 'preprocessing' | 'versions' | 'images'> {
  readonly format: 'ggem-lab-trained';
  readonly version: 1;
  readonly command: 'finetune' | 'train-p' | 'contrast';
  readonly settings: Result['settings'] & {
    readonly seeds: readonly number[];
    /** Where whole classes were held out. */
    readonly hold?: 'classes' | undefined;
    /** How each was trained; what is absent is the default of `@ggem/train`. */
    readonly training: Readonly<Record<string, unknown>>;
  };
  /**
   * The images held out, by their places in `images`; outcomes are in their order. Part 0 is held out, the others are trained on; with
   * a split column part 1 is trained on, and further sets follow.
   */
  readonly held: readonly number[];
  /** Further sets of the split column; absent where the parts were made here. */
  readonly sets?: readonly NamedSet[] | undefined;
  readonly measures: readonly MeasureName[];
  /** The pooling that the others are compared with, in each group. */
  readonly baseline: string;
  readonly groups: readonly TrainedGroup[];
  /** Poolings, or a pooling and where its training starts, whose training was not finite at the rate that was asked for. */
  readonly leftOut?: readonly string[] | undefined;
  /** Of `contrast`: the texts that a text encoder was trained on. */
  readonly texts?: TrainedTexts | undefined;
  /** A sentence for each group. */
  readonly answers: readonly string[];
  readonly warnings: readonly string[];
}

/** Rows that are compared with each other: trained from the same start. */
export interface TrainedGroup {
  /** `2 blocks`. */
  readonly name: string;
  readonly rows: readonly TrainedRow[];
}

/** A pooling, and what came of it from each seed. */
export interface TrainedRow {
  readonly name: string;
  readonly spec: PoolingSpecInput;
  /** In the order of the seeds. */
  readonly runs: readonly TrainedRun[];
  readonly results: TrainedMeasures;
  /** The same of further sets, by their names. */
  readonly sets?: Readonly<Record<string, TrainedMeasures>> | undefined;
}

/** What came of one set of images, by measure. */
export type TrainedMeasures = Readonly<Partial<Record<MeasureName, TrainedMeasure>>>;

/** One training. */
export interface TrainedRun {
  readonly seed: number;
  /** Exponents where training started, and where it ended. */
  readonly p?: { readonly before: readonly number[]; readonly after: readonly number[] } | undefined;
  /** Of `contrast`: the temperature where training ended. */
  readonly temperature?: number | undefined;
  /** Whether each image held out was named right, by measure; of retrieval its share, `null` for the only image of a class. */
  readonly each: Readonly<Partial<Record<MeasureName, Outcome>>>;
  /** The same of further sets, by their names, in the order of their images. */
  readonly sets?: Readonly<Record<string, TrainedRun['each']>> | undefined;
}

/** One measure of one pooling: the mean over images and seeds, and of each seed. Shares from 0 to 1. */
export interface TrainedMeasure {
  readonly mean: number;
  readonly seeds: readonly number[];
  /** Absent for the baseline itself. */
  readonly against?: Against | undefined;
}

/** A result before anything is said of it. */
export type PlainTrained = Omit<TrainedResult, 'answers' | 'warnings'>;
