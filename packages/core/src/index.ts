export { outputChannels, pooledChannels, weightChannels } from './channels.ts';
export {
  checkShapes,
  checkValues,
  fewestTokens,
  type InputShapes,
  type InputValues,
  refusesNegatives,
} from './checks.ts';
export { GgemError, type GgemErrorCode } from './errors.ts';
export { fixedExponents } from './exponent.ts';
export { type LiveParameter, type LiveParameters, seamShape } from './liveParameter.ts';
export { type FloatLimits, float32, float64, type GroupLayout, type Operand, type TensorOps } from './ops.ts';
export {
  type Parameter,
  type ParameterValues,
  parametersJsonSchema,
  parametersOf,
  parseParameters,
} from './parameters.ts';
export { parseSpec } from './parseSpec.ts';
export { type NestedPart, partsOf, under } from './parts.ts';
export { type PoolGradient, type PoolInputs, pool, poolGradient, poolingWeights } from './pool.ts';
export { insideRegion, pyramidRegions, type Region, rmacRegions } from './pooling/regions.ts';
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
  type AfterStep,
  type AnySpec,
  type AttentionSpec,
  type ConcatSpec,
  type ExponentSpec,
  exponentSpec,
  exponentValue,
  type GemSpec,
  type GgemSpec,
  type GridSpec,
  isPowerMean,
  type LseSpec,
  type MaxSpec,
  type MeanSpec,
  type MeanSqrtLenSpec,
  type MixSpec,
  type Negatives,
  type NestedSpec,
  type PoolingSpec,
  type PoolingSpecInput,
  type PoolingType,
  type PositionWeightedMeanSpec,
  type PowerMeanSpec,
  type PRange,
  type PyramidSpec,
  type RegionalSpec,
  type TokenSpec,
  type TrainedSpec,
  type WhitenStep,
} from './spec.ts';
export { poolingTypes, specJsonSchema } from './specSchemas.ts';
export type { TokenInputs } from './tokens.ts';
