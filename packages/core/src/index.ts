export { checkShapes, checkValues, type InputShapes, type InputValues } from './checks.ts';
export { GgemError, type GgemErrorCode } from './errors.ts';
export { fixedExponents } from './exponent.ts';
export { type LiveParameter, type LiveParameters, seamShape } from './liveParameter.ts';
export { type FloatLimits, float32, float64, type GroupLayout, type Operand, type TensorOps } from './ops.ts';
export {
  outputChannels,
  type Parameter,
  type ParameterValues,
  parametersJsonSchema,
  parametersOf,
  parseParameters,
} from './parameters.ts';
export { parseSpec } from './parseSpec.ts';
export { type PoolGradient, type PoolInputs, pool, poolGradient, poolingWeights } from './pool.ts';
export { fromRange, rangeGradient, toRange } from './range.ts';
export { arrayOps } from './reference/arrayOps.ts';
export type { FloatArray } from './reference/floatArray.ts';
export {
  type ArrayGradient,
  type ArrayOptions,
  type ArrayTokens,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from './reference/poolArray.ts';
export {
  type ExponentSpec,
  exponentSpec,
  exponentValue,
  type GemSpec,
  type GgemSpec,
  isPowerMean,
  type MaxSpec,
  type MeanSpec,
  type Negatives,
  type PoolingSpec,
  type PoolingSpecInput,
  type PoolingType,
  type PowerMeanSpec,
  type PRange,
  type TokenSpec,
} from './spec.ts';
export { poolingTypes, specJsonSchema } from './specSchemas.ts';
export {
  emptyState,
  loadState,
  mergeStates,
  type PieceOptions,
  type PoolingState,
  PoolingStream,
  type PoolPieceWith,
  pooledValue,
  poolPiece,
  type SavedState,
  type StreamEngine,
  type StreamShape,
  saveState,
} from './streaming/index.ts';
export type { TokenInputs } from './tokens.ts';
