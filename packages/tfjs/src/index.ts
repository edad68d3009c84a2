export { definePooling } from '@ggem/core';
export { type AttributionOptions, attribution, attributionMap } from './attribution.ts';
export { exponentInRange } from './exponentInRange.ts';
export { exponentOptimizer, isExponent } from './exponentOptimizer.ts';
export { type PoolOptions, pool, poolingWeights, type ReadOptions } from './pool.ts';
export { PoolingLayer, type PoolingLayerArgs, poolingLayer, registerPoolingLayer } from './poolingLayer.ts';
export { poolRagged, type RaggedOptions, raggedPoolingWeights } from './poolRagged.ts';
export { raggedOps } from './raggedOps.ts';
export { tfjsOps } from './tfjsOps.ts';
