export { argumentsOf, callInputs } from './call/argumentsOf.ts';
export type { CallInput, Named, TokenInputs } from './call/callInput.ts';
export { checkBatch, checkRagged } from './call/checkCall.ts';
export { gradientsByName, readParameters, startValues } from './call/parameters.ts';
export { PlannedCalls, plansKept } from './call/plannedCalls.ts';
export { present } from './call/present.ts';
export { type GlslKernel, glsl } from './codegen/glsl/glsl.ts';
export { type GpuJsDialect, type GpuJsKernel, gpuJs } from './codegen/gpuJs/gpuJs.ts';
export type { KernelTarget } from './codegen/language.ts';
export {
  type WgslBinding,
  type WgslKernel,
  type WgslOptions,
  type WgslShader,
  wgsl,
  wgslOf,
} from './codegen/wgsl/wgsl.ts';
export type { Axis, Expression, Shape } from './graph/expression.ts';
export { createRecorder, type Recorder } from './graph/recorder.ts';
export type { RaggedShape, TokenIndex } from './graph/tokenIndex.ts';
export { argumentName } from './plan/argumentName.ts';
export { Cache } from './plan/cache.ts';
export type { CallInputs } from './plan/callInputs.ts';
export {
  checkLength,
  type ImageShape,
  type InputShape,
  inputShape,
  type PoolingShape,
  shapeOptions,
  type TokenShape,
  type VolumeShape,
} from './plan/inputShape.ts';
export { onlyRequired } from './plan/onlyRequired.ts';
export { gradientName } from './plan/parameters.ts';
export type { Plan } from './plan/plan.ts';
export { planKernels } from './plan/planKernels.ts';
export { type BatchCall, planPooling } from './plan/planPooling.ts';
export { planRagged, type RaggedCall } from './plan/planRagged.ts';
export { exampleShape, longestFor, rounded } from './plan/raggedLengths.ts';
export { recordTokenIndex, tokenIndexOf } from './plan/recordTokenIndex.ts';
export type { Task } from './plan/tasks.ts';
export type { Target } from './schedule/target.ts';
