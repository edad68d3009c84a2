export type { Dialect } from './codegen/dialect.ts';
export type { KernelText, Target } from './codegen/kernelText.ts';
export type { Axis, Expression, Shape } from './graph/expression.ts';
export { type Places, placesOf, type RaggedShape, recordPlaces } from './graph/places.ts';
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
export { type PlannedKernel, planKernels } from './plan/planKernels.ts';
export { type Call, planPooling, type SampleShape, type Task } from './plan/planPooling.ts';
