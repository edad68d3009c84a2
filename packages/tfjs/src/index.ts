export { type PoolOptions, pool, poolingWeights } from './pool.ts';
export { tfjsOps } from './tfjsOps.ts';
