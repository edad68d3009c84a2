import type { RunSettings } from '../compare/resultOf.ts';
import type { TokensCall } from '../extract/readyTokens.ts';
import type { FinetuneProgress } from '../finetune/finetuneCall.ts';
import type { Depth } from '../finetune/finetuneTasks.ts';
import type { Prompts } from '../pairs/readPrompts.ts';
import type { LearnedOptions } from '../probe/learnedCandidates.ts';
import type { ContrastSettings, ContrastTexts } from './contrastTasks.ts';

/** What training images and texts together is made of. */
export interface ContrastCall extends TokensCall, RunSettings, Pick<ContrastTexts, 'width' | 'blocks'> {
  readonly learned: LearnedOptions;
  readonly depth: Depth;
  readonly seeds: readonly number[];
  readonly prompts?: Prompts | undefined;
  readonly training: ContrastSettings;
  /** A folder for the trained models, if they are wanted. */
  readonly models?: string | undefined;
  readonly onTraining: (progress: FinetuneProgress) => void;
}
