import type { Contender } from '../contender.ts';
import { naiveOnnxContenders } from './support/naiveOnnxContenders.ts';
import { startOnnxWeb } from './support/startOnnxWeb.ts';

/** onnxruntime-web: WebAssembly. */
export const contenders: readonly Contender[] = naiveOnnxContenders({
  adapter: 'onnxruntime-web',
  device: 'wasm',
  hosts: ['node', 'browser'],
  load: startOnnxWeb,
});
