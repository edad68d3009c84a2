import { type HeadDefinition, type HeadName, headDefinitions } from '../src/model/heads.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import type { Settings } from './settings.ts';

export type StageName = 'pretrain' | HeadName;

/** One training from start to end: the shared backbone under all heads, or a copy of it under one head. */
export interface Stage {
  readonly name: StageName;
  readonly heads: readonly HeadDefinition[];
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly warmUp: number;
  /** Highest learning rate. */
  readonly peak: number;
  /** Own seed of the stage, so that no two draw the same numbers. */
  readonly seed: number;
}

/**
 * Pre-training averages the losses of the five heads, so that the backbone favours no pooling; fine-tuning then moves
 * the whole backbone for one head alone, whose own weights and p start afresh.
 */
export function stageOf(name: StageName, settings: Settings): Stage {
  const all = headDefinitions(MODEL_CONFIG);
  const pretrain = name === 'pretrain';
  const stepsPerEpoch = Math.floor(settings.images / settings.batch);
  const epochs = pretrain ? settings.epochs : settings.tuneEpochs;
  const steps = epochs * stepsPerEpoch;
  return {
    name,
    heads: pretrain ? all : all.filter((head) => head.name === name),
    steps,
    stepsPerEpoch,
    warmUp: Math.ceil(steps * 0.06),
    peak: pretrain ? 3e-3 : 1e-3,
    seed: settings.seed * 10 + (pretrain ? 0 : 1 + all.findIndex((head) => head.name === name)),
  };
}
