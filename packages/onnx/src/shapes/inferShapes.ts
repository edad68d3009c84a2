import type { GraphProto } from '../proto/onnx.ts';
import { initializerIntegers } from './constants.ts';
import { outputInfos } from './outputInfos.ts';
import { declaredInfo, type Info, merge } from './shape.ts';

/**
 * What can be known of each value of a graph: what the model declares, and what follows from that through the operators
 * that transformers and convolutional networks are made of. Less than a full inference, and never a guess.
 */
export function inferShapes(graph: GraphProto): ReadonlyMap<string, Info> {
  const infos = new Map<string, Info>();
  const learn = (name: string, info: Info): void => {
    if (name !== '') infos.set(name, merge(infos.get(name) ?? {}, info));
  };
  for (const { name, type } of [...graph.input, ...graph.output, ...graph.valueInfo]) {
    learn(name, declaredInfo(type));
  }
  const integers = initializerIntegers(graph);
  for (const { name, dataType, dims } of graph.initializer) {
    learn(name, { type: dataType, dims: dims.map(Number), numbers: integers.get(name)?.values });
  }
  for (const node of graph.node) {
    const outputs = outputInfos(node, (position) => infos.get(node.input[position] ?? '') ?? {});
    node.output.forEach((name, position) => {
      learn(name, outputs[position] ?? {});
    });
  }
  return infos;
}
