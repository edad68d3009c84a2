export { type CompareCall, compare } from './compare/compare.ts';
export type { Against, Looks, Result, Row, RowResult, Span, Texts, Training } from './compare/result.ts';
export { contrast } from './contrast/contrast.ts';
export type { ContrastCall } from './contrast/contrastCall.ts';
export type { Progress } from './extract/progress.ts';
export { finetune } from './finetune/finetune.ts';
export type { FinetuneCall, FinetuneProgress } from './finetune/finetuneCall.ts';
export { type Scratch, scratchEncoder } from './finetune/scratch.ts';
export { type MapsCall, maps } from './maps/maps.ts';
export type { MapsResult, MapsRow } from './maps/mapsResult.ts';
export { type MeasureName, measures, type Outcome, type VectorMeasure } from './measure/measures.ts';
export { type PairsCall, pairs } from './pairs/pairs.ts';
export type { CandidateOptions } from './pool/listCandidates.ts';
export type { LearnedOptions } from './probe/learnedCandidates.ts';
export { type ProbeCall, probe } from './probe/probe.ts';
export type { ImageEntry, ImageList } from './read/imageList.ts';
export { readCsv } from './read/readCsv.ts';
export { type Encoder, type EncoderOptions, readEncoder } from './read/readEncoder.ts';
export { readFolders } from './read/readFolders.ts';
export type { FoundPreprocessing, PreprocessingOptions } from './read/readPreprocessing.ts';
export type { NamedSet } from './read/splitColumn.ts';
export type { RunShape, TokenLayout } from './read/tokenGrid.ts';
export { type RobustCall, robust } from './robust/robust.ts';
export type { RobustResult, RobustRow, SwapName } from './robust/robustResult.ts';
export type { VariantName } from './robust/variants.ts';
export type {
  TrainedGroup,
  TrainedMeasure,
  TrainedResult,
  TrainedRow,
  TrainedRun,
} from './trained/trainedResult.ts';
export { type TrainPCall, trainP } from './trainP/trainP.ts';
