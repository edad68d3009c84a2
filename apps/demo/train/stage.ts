import type { PoolingSpecInput } from '@ggem/core';
import { type HeadName, headDefinitions } from '../src/model/heads.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import type { Settings } from './settings.ts';

export type StageName = 'pretrain' | HeadName;

/** One training from start to end: the backbone under all poolings at once, or a copy of it under one. */
export interface Stage {
  readonly name: StageName;
  readonly pooling: PoolingSpecInput;
  readonly epochs: number;
  /** Highest learning rate. */
  readonly rate: number;
  /** Own seed of the stage, so that no two draw the same numbers. */
  readonly seed: number;
}

/**
 * Pre-training pools the mean of the five pooled vectors, so that the backbone favours none of them; fine-tuning then moves the
 * whole backbone under one pooling alone, whose head and p start afresh.
 */
export function stageOf(name: StageName, { epochs, tuneEpochs, seed }: Settings): Stage {
  const all = headDefinitions(MODEL_CONFIG);
  if (name === 'pretrain') {
    const parts = all.map(({ spec }) => spec);
    return { name, pooling: { type: 'mix', parts }, epochs, rate: 3e-3, seed: seed * 10 };
  }
  const at = all.findIndex((head) => head.name === name);
  return { name, pooling: all[at]!.spec, epochs: tuneEpochs, rate: 1e-3, seed: seed * 10 + 1 + at };
}
