export { type PluggedGpu, useGpu } from './useGpu.ts';
