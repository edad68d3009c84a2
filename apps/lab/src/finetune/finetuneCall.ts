import type { RunSettings } from '../compare/resultOf.ts';
import type { TokensCall } from '../extract/readyTokens.ts';
import type { LearnedOptions } from '../probe/learnedCandidates.ts';
import type { Holding } from '../trained/heldOut.ts';
import type { Depth, FinetuneSettings } from './finetuneTasks.ts';
import type { Scratch } from './scratch.ts';

/** What fine-tuning is made of. */
export interface FinetuneCall extends TokensCall, RunSettings, Pick<Holding, 'hold'> {
  readonly learned: LearnedOptions;
  readonly depths: readonly Depth[];
  /** The model, where it is trained from nothing: `encoder` is what it is before, and `depths` are `all`. */
  readonly scratch?: Scratch | undefined;
  readonly seeds: readonly number[];
  readonly training: FinetuneSettings;
  /** A folder for the trained models, if they are wanted. */
  readonly models?: string | undefined;
  readonly onTraining: (progress: FinetuneProgress) => void;
}

/** How far all trainings are. */
export interface FinetuneProgress {
  readonly done: number;
  readonly total: number;
  /** The share of all work that is done. */
  readonly share: number;
  readonly secondsLeft: number;
  /** The training that told it. */
  readonly name: string;
  readonly loss?: number | undefined;
}
