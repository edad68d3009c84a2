export {
  type Attribution,
  type AttributionLevel,
  attribution,
  attributionGroups,
  effectiveTokens,
  tokensBeforeGrid,
} from './attribution/attribution.ts';
export {
  type AttributionOptions,
  attributionArray,
  attributionMap,
} from './attribution/attributionArray.ts';
export { checkOptions, type KnownOptions } from './checkOptions.ts';
export { didYouMean } from './didYouMean.ts';
export { GgemError, type GgemErrorCode, show } from './errors.ts';
export { outputChannels, pooledChannels, weightChannels } from './facts/channels.ts';
export {
  checkShapes,
  checkValues,
  fewestTokens,
  type InputShapes,
  type InputValues,
  refusesNegatives,
} from './facts/checks.ts';
export { definePooling } from './facts/definePooling.ts';
export { outputShape } from './facts/outputShape.ts';
export { parametersOf } from './facts/parametersOf.ts';
export { type ParameterValues, parametersJsonSchema, parseParameters } from './facts/parseParameters.ts';
export { parseSpec } from './facts/parseSpec.ts';
export { poolingTypes } from './facts/poolings.ts';
export { specJsonSchema } from './facts/specJsonSchema.ts';
export { type PoolingFile, parsePoolingFile, poolingFileJsonSchema } from './files/poolingFile.ts';
export {
  type PoolingFiles,
  type PoolingToStore,
  readPoolingFiles,
  type StoredPooling,
  writePoolingFiles,
} from './files/poolingFiles.ts';
export {
  readSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  tensorValues,
} from './files/readSafetensors.ts';
export { type TensorToStore, writeSafetensors } from './files/writeSafetensors.ts';
export { firstCounted } from './input/firstCounted.ts';
export { float16Bits, float16Numbers, float16Value } from './input/float16.ts';
export { type DataFormat, type InputLayout, inputLayout } from './input/inputLayout.ts';
export { isKept } from './input/isKept.ts';
export type {
  NestedNumbers,
  NumbersInput,
  NumbersList,
  NumbersTensor,
  NumbersUse,
  ReadNumbers,
} from './input/numbersInput.ts';
export { readNumbers } from './input/readNumbers.ts';
export { type Sides, sideNames } from './input/sides.ts';
export type { TokenInputs } from './input/tokenInputs.ts';
export { type AttentionTensorsOptions, fromAttentionTensors } from './names/attentionTensors.ts';
export { fromGemTensors, type GemTensorsOptions, toGemTensors } from './names/gemTensors.ts';
export { fromOpenClip, type OpenClipPooling } from './names/openClip.ts';
export {
  fromSentenceTransformers,
  type SentenceTransformersMode,
  type SentenceTransformersPooling,
  toSentenceTransformers,
} from './names/sentenceTransformers.ts';
export { fromTimm, type TimmPooling, toTimm } from './names/timm.ts';
export {
  fromTransformersJs,
  type TransformersJsPooling,
  toTransformersJs,
} from './names/transformersJs.ts';
export { groupOf } from './ops/groupOf.ts';
export { lift, type Ops } from './ops/lift.ts';
export { type LiveParameter, type LiveParameters, seamShape } from './ops/liveParameter.ts';
export {
  type FloatLimits,
  float32,
  float64,
  type GroupLayout,
  type Operand,
  type TensorOps,
} from './ops/ops.ts';
export { sizeOf } from './ops/sizeOf.ts';
export { insideRegion, pyramidRegions, type Region, rmacRegions } from './pooling/composite/regions.ts';
export { defaultEps, exponentLayout, fixedExponents, powersFrom } from './pooling/powerMean/exponent.ts';
export { checkOffsets, type RaggedShapes } from './ragged/checkOffsets.ts';
export {
  poolRagged,
  type RaggedInputs,
  raggedPoolGradient,
  raggedPoolingWeights,
} from './ragged/poolRagged.ts';
export type { RaggedOps } from './ragged/raggedOps.ts';
export { arrayOps } from './reference/arrayOps.ts';
export {
  type ArrayOptions,
  type FlatOptions,
  readOptions,
  readPerToken,
  tokenOptions,
} from './reference/arrayOptions.ts';
export { arrayRaggedOps } from './reference/arrayRaggedOps.ts';
export type { FloatArray } from './reference/floatArray.ts';
export { type ArrayDirection, hessianVectorArray } from './reference/hessianVectorArray.ts';
export {
  type ArrayGradient,
  type ArrayTokens,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from './reference/poolArray.ts';
export {
  poolRaggedArray,
  poolRaggedArrayGradient,
  type RaggedArrayOptions,
  type RaggedInput,
  type RaggedTokens,
  raggedPoolingWeightsArray,
} from './reference/poolRaggedArray.ts';
export { type NegativesReport, type NegativesRule, negativesReport } from './report/negativesReport.ts';
export {
  type FloatName,
  type RangeEdge,
  type RangeQuestion,
  type RangeReport,
  rangeReport,
} from './report/rangeReport.ts';
export { attendedShares, type SharedTokens } from './run/attendedShares.ts';
export { hessianVectorProduct, type PoolDirection } from './run/hessianVectorProduct.ts';
export { type PoolGradient, type PoolInputs, pool, poolGradient, poolingWeights } from './run/pool.ts';
export { attendOf } from './spec/attended.ts';
export type { Parameter } from './spec/parameter.ts';
export {
  gridOf,
  mapParts,
  type NestedPart,
  partsOf,
  prefixOf,
  under,
  withParts,
} from './spec/parts.ts';
export { fromRange, rangeGradient, toRange } from './spec/range.ts';
export {
  type AfterStep,
  type AnySpec,
  type AttendSpec,
  type AttentionSpec,
  type ConcatSpec,
  type ExponentSpec,
  exponentSpec,
  exponentValue,
  type GatedAttendSpec,
  type GemSpec,
  type GgemSpec,
  type GridSpec,
  isPowerMean,
  type LseSpec,
  type MaxSpec,
  type MeanAttendSpec,
  type MeanSpec,
  type MeanSqrtLenSpec,
  type MixSpec,
  type Negatives,
  type PoolingSpec,
  type PoolingSpecInput,
  type PoolingType,
  type PositionWeightedMeanSpec,
  type PowerMeanSpec,
  type PRange,
  type PyramidSpec,
  type QueryAttendSpec,
  type RegionalSpec,
  type TokenSpec,
  type TopKSpec,
  type TrainedSpec,
  type WhitenStep,
} from './spec/spec.ts';
export {
  emptyState,
  loadState,
  mergeStates,
  type PieceOptions,
  type PoolingState,
  PoolingStream,
  type PoolPieceWith,
  pieceSpec,
  pooledValue,
  poolPiece,
  type SavedState,
  type StreamEngine,
  type StreamShape,
  saveState,
} from './streaming/index.ts';
