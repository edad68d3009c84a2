export { type Bound, boundFactor, bounds, kindOf } from './bounds.ts';
export type {
  Argument,
  Case,
  Expected,
  ExpectedSample,
  OperationCase,
  OperationName,
  PoolingCase,
  PoolingProperty,
  Property,
  Tensor,
} from './case.ts';
export { type Comparison, compareValues } from './compareValues.ts';
export { ConformanceError } from './conformanceError.ts';
export { emptySpecs } from './emptySpecs.ts';
export type { Expectation } from './expectation.ts';
export { digest } from './generator.ts';
export {
  maskedMean,
  masksHandedOver,
  padded,
  tokensHandedOver,
  unclearTokens,
  weightedMean,
  weightsHandedOver,
} from './handedOver.ts';
export {
  type Device,
  type Harness,
  type OperationOutput,
  type PoolInput,
  type PoolOutput,
  trainableNames,
} from './harness.ts';
export { type BatchShape, type ImageRows, imageRows } from './images.ts';
export { type CaseInputs, type InputRecipe, inputArrays, makeInputs } from './inputs.ts';
export { asTokens, type Layout, layoutShape } from './layout.ts';
export { fetchData, loadCases, type ReadData } from './loadCases.ts';
export type { MaskKind, WeightsKind } from './masks.ts';
export { type OpsDeviceOptions, opsDevice } from './opsDevice.ts';
export { orderCases } from './orderCases.ts';
export type { PlantKind } from './plant.ts';
export { referenceHarness } from './referenceHarness.ts';
export {
  type DeviceResult,
  formatTotals,
  formatWorst,
  isGood,
  type Outcome,
  outcomes,
  type PropertyResult,
  type Row,
  type RunResult,
  type Totals,
  worstOf,
} from './result.ts';
export { type RunOptions, runConformance, type Suite } from './runConformance.ts';
export { type CaseOps, runOperation } from './runOperation.ts';
export type { Shape, ValuesKind } from './values.ts';
