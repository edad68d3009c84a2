import './bring/all.ts';

export * from './bare.ts';
export { poolArray, poolArrayGradient } from './reference/loopedArray.ts';
