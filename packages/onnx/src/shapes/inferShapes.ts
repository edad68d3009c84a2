import type { GraphProto } from '../proto/onnx.ts';
import { initializerIntegers } from './constants.ts';
import { nodeOrder } from './nodeOrder.ts';
import { outputInfos } from './outputInfos.ts';
import { declaredInfo, type Info, merge } from './shape.ts';

/**
 * Types and shapes of the values of a graph: those that the model declares, and those that follow from them through the
 * operators of transformers and convolutional networks. It is less than a full inference, and never guesses.
 */
export function inferShapes(graph: GraphProto): ReadonlyMap<string, Info> {
  const infos = new Map<string, Info>();
  const learn = (name: string, info: Info): void => {
    if (name !== '') infos.set(name, merge(infos.get(name) ?? {}, bounded(info)));
  };
  for (const { name, type } of [...graph.input, ...graph.output, ...graph.valueInfo]) {
    learn(name, declaredInfo(type));
  }
  const integers = initializerIntegers(graph);
  for (const { name, dataType, dims } of graph.initializer) {
    learn(name, { type: dataType, dims: dims.map(Number), numbers: integers.get(name)?.values });
  }
  for (const position of nodeOrder(graph)) {
    const node = graph.node[position]!;
    const outputs = outputInfos(node, (at) => infos.get(node.input[at] ?? '') ?? {});
    node.output.forEach((name, at) => {
      learn(name, outputs[at] ?? {});
    });
  }
  return infos;
}

/** The longest list of axes or lengths that is followed. Without a limit, a few nodes could double a list at each step. */
const longest = 64;

function bounded({ type, dims, numbers }: Info): Info {
  return {
    type,
    dims: dims !== undefined && dims.length <= longest ? dims : undefined,
    numbers: numbers !== undefined && numbers.length <= longest ? numbers : undefined,
  };
}
