import type { GraphProto, NodeProto } from '../proto/onnx.ts';

/**
 * Positions of a graph's nodes in an order in which they can run: the order of the file, except that a node comes after
 * those whose outputs it reads. Runtimes sort nodes, so that files need not be sorted. Where nodes wait for each other in a
 * circle, one of them comes first anyway: each position is in the list once.
 */
export function nodeOrder({ node: nodes }: Pick<GraphProto, 'node'>): readonly number[] {
  const producer = new Map<string, number>();
  nodes.forEach(({ output }, position) => {
    for (const name of output) if (name !== '' && !producer.has(name)) producer.set(name, position);
  });
  const order: number[] = [];
  const seen = new Set<number>();
  for (let start = 0; start < nodes.length; start++) {
    if (seen.has(start)) continue;
    seen.add(start);
    const open = [{ position: start, names: readBy(nodes[start]!), at: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const name = top.names[top.at++];
      if (name === undefined) {
        order.push(top.position);
        open.pop();
        continue;
      }
      const before = producer.get(name);
      if (before === undefined || seen.has(before)) continue;
      seen.add(before);
      open.push({ position: before, names: readBy(nodes[before]!), at: 0 });
    }
  }
  return order;
}

/** Names that a node reads, in its subgraphs too. */
function readBy(node: NodeProto): readonly string[] {
  const names = new Set(node.input);
  const open: NodeProto[] = [node];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const { g, graphs } of one.attribute) {
      for (const graph of g === undefined ? graphs : [g, ...graphs]) {
        for (const { name } of graph.output) names.add(name);
        for (const inner of graph.node) {
          for (const name of inner.input) names.add(name);
          open.push(inner);
        }
      }
    }
  }
  return [...names];
}
