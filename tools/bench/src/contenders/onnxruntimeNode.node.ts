import type { Contender } from '../contender.ts';
import { naiveOnnxContenders } from './support/naiveOnnxContenders.ts';

/** onnxruntime-node: native code. */
export const contenders: readonly Contender[] = naiveOnnxContenders({
  adapter: 'onnxruntime-node',
  device: 'cpu',
  hosts: ['node'],
  load: () => import('onnxruntime-node'),
});
