export { opsets } from './graph/opset.ts';
export type { FloatType, MaskType, PoolingGraphOptions, PoolingNames } from './graph/options.ts';
export { type PoolingModelOptions, poolingGradientModel, poolingModel } from './graph/poolingModel.ts';
