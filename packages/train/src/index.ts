export { definePooling } from '@ggem/core';
export { cacheTokens } from './cacheTokens.ts';
export type { Augmentation, ChangeImage } from './data/augment.ts';
export { memoryCache, type TokenCache } from './data/tokenCache.ts';
export type { TrainingData } from './data/trainingData.ts';
export { type Finetuned, finetune } from './finetune.ts';
export { mulberry32, normal, type Random, random, shuffled } from './optimise/random.ts';
export {
  type AttentiveProbe,
  type AttentiveProbeCall,
  attentiveProbe,
  type FrozenTokens,
} from './probe/attentiveProbe.ts';
export type { TokenShape } from './probe/learnedPooling.ts';
export type { Accuracy } from './run/accuracy.ts';
export type { Features } from './run/featuresOf.ts';
export type { FinetuneOptions } from './run/finetuneOptions.ts';
export type { Progress } from './run/progress.ts';
export type { HostTensor, StartSession, TrainSession } from './session/session.ts';
export { type Runtime, sessionsOf } from './session/sessionsOf.ts';
export { textEncoder } from './textEncoder.ts';
export { vit } from './vit.ts';
