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
export { hessianVectorProduct, type PoolDirection } from './hessianVectorProduct.ts';
export { type ChannelLayout, type InputLayout, inputLayout, outputShape } from './inputLayout.ts';
export { type LiveParameter, type LiveParameters, seamShape } from './liveParameter.ts';
export { fromGemTensors, type GemTensorsOptions, toGemTensors } from './names/gemTensors.ts';
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
export { checkOffsets, type RaggedShapes } from './ragged/checkOffsets.ts';
export {
  poolRagged,
  type RaggedInputs,
  raggedPoolGradient,
  raggedPoolingWeights,
} from './ragged/poolRagged.ts';
export type { RaggedOps } from './ragged/raggedOps.ts';
export { fromRange, rangeGradient, toRange } from './range.ts';
export type { ArrayInput } from './reference/arrayLayout.ts';
export { arrayOps } from './reference/arrayOps.ts';
export { arrayRaggedOps } from './reference/arrayRaggedOps.ts';
export type { FloatArray } from './reference/floatArray.ts';
export { type ArrayDirection, hessianVectorArray } from './reference/hessianVectorArray.ts';
export {
  type ArrayGradient,
  type ArrayOptions,
  type ArrayTokens,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from './reference/poolArray.ts';
export {
  poolRaggedArray,
  poolRaggedArrayGradient,
  type RaggedArrayOptions,
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
export {
  emptyState,
  loadState,
  mergeStates,
  type PieceOptions,
  type PieceSpec,
  type PoolingState,
  PoolingStream,
  type PoolPieceWith,
  pieceSpec,
  pooledValue,
  poolPiece,
  type SavedState,
  type StreamEngine,
  type StreamedSpec,
  type StreamShape,
  saveState,
} from './streaming/index.ts';
export type { TokenInputs } from './tokens.ts';
