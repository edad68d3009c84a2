export { type Mcnemar, mcnemar } from './certainty/mcnemar.ts';
export { type Interval, type PairedBootstrapCall, pairedBootstrap } from './certainty/pairedBootstrap.ts';
export {
  imagesToResolve,
  pairedDeviation,
  type ResolutionOptions,
  smallestDifference,
} from './certainty/resolution.ts';
export { seedInterval } from './certainty/seedInterval.ts';
export { classifyByNeighbours, type NeighbourVotesCall } from './classify/classifyByNeighbours.ts';
export { type LinearProbe, type LinearProbeCall, linearProbe } from './classify/linearProbe.ts';
export type { WorkOptions } from './engine/engine.ts';
export {
  type HeadDistance,
  type HeadDistanceOptions,
  headMeanDistance,
} from './heads/headMeanDistance.ts';
export { type HeadSimilarity, headSimilarity } from './heads/headSimilarity.ts';
export type { HsicEstimator } from './heads/hsic.ts';
export { type CkaOptions, linearCka } from './heads/linearCka.ts';
export type { Measure, Outcomes } from './input/outcomes.ts';
export type { Label, Labels } from './input/readLabels.ts';
export type { MatrixInput } from './input/readMatrix.ts';
export { activationMaps, type MapOptions } from './maps/activationMaps.ts';
export { type EffectiveTokens, effectiveTokens } from './maps/effectiveTokens.ts';
export { type GradientMapOptions, gradientMaps } from './maps/gradientMaps.ts';
export type { ImageMaps } from './maps/imageMaps.ts';
export {
  type CrossModalCall,
  type CrossModalRecall,
  crossModalRecall,
} from './retrieval/crossModalRecall.ts';
export {
  type LabelledVectors,
  type Retrieval,
  type RetrievalCall,
  retrieval,
} from './retrieval/retrieval.ts';
export { type Neighbours, type NeighboursCall, nearestNeighbours } from './search/nearestNeighbours.ts';
