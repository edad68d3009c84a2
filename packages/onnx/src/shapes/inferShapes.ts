import type { GraphProto, NodeProto } from '../proto/onnx.ts';
import { initializerIntegers } from './constants.ts';
import { nodeOrder } from './nodeOrder.ts';
import { outputInfos } from './outputInfos.ts';
import { declaredInfo, type Info, merge } from './shape.ts';

/** What is known of the results of a function of the model; `undefined` for a node that calls none. */
export type FunctionInfos = (
  node: NodeProto,
  input: (position: number) => Info,
) => readonly Info[] | undefined;

/**
 * Types and shapes of the values of a graph: those that the model declares, and those that follow from them through the
 * operators of transformers and convolutional networks. It is less than a full inference, and never guesses.
 */
export function inferShapes(
  graph: Pick<GraphProto, 'input' | 'output' | 'valueInfo' | 'initializer' | 'node'>,
  functionInfos: FunctionInfos = () => undefined,
): ReadonlyMap<string, Info> {
  const infos = new Map<string, Info>();
  const learn = (name: string, info: Info): void => {
    if (name !== '') infos.set(name, merge(infos.get(name) ?? {}, bounded(info)));
  };
  for (const { name, type } of [...graph.input, ...graph.output, ...graph.valueInfo]) {
    learn(name, declaredInfo(type));
  }
  const follow = (part: Pick<GraphProto, 'initializer' | 'node'>, depth: number): void => {
    const integers = initializerIntegers(part);
    for (const { name, dataType, dims } of part.initializer) {
      learn(name, { type: dataType, dims: dims.map(Number), numbers: integers.get(name)?.values });
    }
    for (const position of nodeOrder(part)) {
      const node = part.node[position]!;
      const input = (at: number): Info => infos.get(node.input[at] ?? '') ?? {};
      const outputs =
        (node.opType === 'If' ? armInfos(node, depth) : functionInfos(node, input)) ??
        outputInfos(node, input);
      node.output.forEach((name, at) => {
        learn(name, outputs[at] ?? {});
      });
    }
  };
  /** What the results of an If are, where its arms agree. Values inside have names that no value outside has. */
  const armInfos = ({ attribute, output }: NodeProto, depth: number): readonly Info[] => {
    const arms = attribute.flatMap(({ g }) => g ?? []);
    if (depth === deepest || arms.length === 0) return [];
    const results = arms.map((arm) => {
      follow(arm, depth + 1);
      return arm.output.map(({ name }) => infos.get(name) ?? {});
    });
    return output.map((_, at) => results.map((one) => one[at] ?? {}).reduce(agreed));
  };
  follow(graph, 0);
  return infos;
}

/** Arms within arms that are followed. */
const deepest = 8;

/** What two values have in common. */
function agreed(a: Info, b: Info): Info {
  const isSame = a.dims?.length === b.dims?.length;
  return {
    type: a.type === b.type ? a.type : undefined,
    dims: isSame ? a.dims?.map((dim, i) => (dim === b.dims![i] ? dim : undefined)) : undefined,
  };
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
