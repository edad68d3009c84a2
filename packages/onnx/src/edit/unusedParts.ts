import type { NodeProto } from '../proto/onnx.ts';
import type { Removal } from './applyEdit.ts';
import { readByNodes } from './graphNames.ts';
import type { Inspected } from './inspectModel.ts';

/** Number of the field in which the graph refers to initializers by name. */
const quantizationAnnotation = 14;
const trainingInfo = 20;

/**
 * The parts that nothing reads when a node is removed: nodes before it, such as a transposition, and small constants, such
 * as the index of the class token. `added` are the nodes that replace it.
 */
export function unusedParts({ model, names }: Inspected, node: number, added: readonly NodeProto[]): Removal {
  const { graph, proto } = model;
  const needed = new Set([...graph.output.map(({ name }) => name), ...readByNodes(added)]);
  const gone = new Set([node]);
  const isUnused = (name: string): boolean =>
    !needed.has(name) && (names.readers.get(name) ?? []).every((reader) => gone.has(reader));
  const values = new Set<string>();
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const name of graph.node[at]!.input) {
      if (name === '' || !isUnused(name)) continue;
      values.add(name);
      const producer = names.producer.get(name);
      if (producer === undefined || gone.has(producer) || !graph.node[producer]!.output.every(isUnused))
        continue;
      gone.add(producer);
      open.push(producer);
    }
  }
  for (const at of gone) {
    if (at !== node) for (const name of graph.node[at]!.output) values.add(name);
  }
  // An initializer that is also an input belongs to the signature of the model, and stays.
  const inputs = new Set(graph.input.map(({ name }) => name));
  const named =
    graph.$unknown?.some(({ no }) => no === quantizationAnnotation) ||
    proto.$unknown?.some(({ no }) => no === trainingInfo);
  const positions = (
    list: readonly { readonly name: string }[],
    goes: (name: string) => boolean,
  ): readonly number[] => list.flatMap(({ name }, position) => (goes(name) ? [position] : []));
  return {
    nodes: [...gone],
    initializers: named ? [] : positions(graph.initializer, (name) => values.has(name) && !inputs.has(name)),
    valueInfos: positions(graph.valueInfo, (name) => values.has(name)),
  };
}
