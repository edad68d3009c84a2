import type { Contender } from '../contender.ts';
import { naiveOnnxContenders } from './support/naiveOnnxContenders.ts';
import { startOnnxNode } from './support/startOnnxNode.ts';

/** onnxruntime-node: native code. */
export const contenders: readonly Contender[] = naiveOnnxContenders({
  adapter: 'onnxruntime-node',
  device: 'cpu',
  hosts: ['node'],
  load: startOnnxNode,
});
