export { definePooling } from '@ggem/core';
export { checkModel } from './check/checkModel.ts';
export { addOutputs } from './edit/addOutputs.ts';
export { type AttachOptions, attachPooling } from './edit/attachPooling.ts';
export { type AttentionValues, attentionValues } from './edit/attentionValues.ts';
export { behindPooling, type ModelBehind } from './edit/behindPooling.ts';
export type { MaskChoice } from './edit/decideMask.ts';
export type { EditedModel } from './edit/editedModel.ts';
export type { GraphPrefix } from './edit/graphPrefix.ts';
export type { LayOptions } from './edit/layPooling.ts';
export {
  type Candidates,
  listCandidates,
  type PoolingCandidate,
  type TokensCandidate,
} from './edit/listCandidates.ts';
export { type ReplaceOptions, replacePooling } from './edit/replacePooling.ts';
export type { GivenValues } from './graph/givenValues.ts';
export { opsets } from './graph/opsets/opsets.ts';
export type { FloatType, MaskType, PoolingGraphOptions, PoolingNames } from './graph/options.ts';
export { type PoolingModelOptions, poolingGradientModel, poolingModel } from './model/poolingModel.ts';
export type { DataTypeName } from './proto/onnx.ts';
export { externalFiles } from './read/externalFiles.ts';
export { type BuiltPooling, poolingsIn } from './record/poolingsIn.ts';
