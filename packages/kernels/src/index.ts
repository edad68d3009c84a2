export { type GpuJsDialect, type GpuJsKernel, gpuJs } from './codegen/gpuJs/gpuJs.ts';
export type { KernelTarget } from './codegen/language.ts';
export type { Axis, Expression, Shape } from './graph/expression.ts';
export type { Places, RaggedShape } from './graph/places.ts';
export { createRecorder, type Recorder } from './graph/recorder.ts';
export { argumentName } from './plan/argumentName.ts';
export {
  type CallInputs,
  type Plan,
  parameterGradients,
  parameterTargets,
  planOf,
  recordParameters,
} from './plan/plan.ts';
export { planKernels } from './plan/planKernels.ts';
export { type Call, planPooling, type SampleShape, type Task } from './plan/planPooling.ts';
export { placesOf, recordPlaces } from './plan/recordPlaces.ts';
export type { Target } from './schedule/target.ts';
