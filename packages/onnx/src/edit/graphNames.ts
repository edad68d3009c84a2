import type { GraphProto, NodeProto } from '../proto/onnx.ts';

/** Which nodes give and which read the values of a graph. A node is named by its position. */
export interface GraphNames {
  /** The node that gives a value; none for inputs and initializers. */
  readonly producer: ReadonlyMap<string, number>;
  /** The nodes that read a value, themselves or in a subgraph. */
  readonly readers: ReadonlyMap<string, readonly number[]>;
  /** All names of values and nodes, in subgraphs too. */
  readonly taken: ReadonlySet<string>;
  /** Values inside of subgraphs, each with the node that has the subgraph. */
  readonly inner: ReadonlyMap<string, number>;
}

/** Collects the names of a graph. */
export function graphNames(graph: GraphProto): GraphNames {
  const producer = new Map<string, number>();
  const readers = new Map<string, number[]>();
  const taken = new Set<string>();
  const inner = new Map<string, number>();
  const read = (name: string, node: number): void => {
    if (name === '') return;
    const known = readers.get(name);
    if (known === undefined) readers.set(name, [node]);
    else if (known.at(-1) !== node) known.push(node);
  };
  for (const name of declared(graph)) taken.add(name);
  graph.node.forEach((node, position) => {
    taken.add(node.name);
    for (const name of node.input) {
      taken.add(name);
      read(name, position);
    }
    for (const name of node.output) {
      taken.add(name);
      if (name !== '' && !producer.has(name)) producer.set(name, position);
    }
    for (const subgraph of subgraphs(node)) {
      visit(subgraph, (part) => {
        for (const name of declared(part)) {
          taken.add(name);
          inner.set(name, position);
        }
        for (const name of readIn(part)) {
          taken.add(name);
          read(name, position);
        }
        for (const within of part.node) {
          taken.add(within.name);
          for (const name of within.output) {
            taken.add(name);
            inner.set(name, position);
          }
        }
      });
    }
  });
  return { producer, readers, taken, inner };
}

/** Every name that nodes read, in themselves or in a subgraph of theirs, such as the arms of an If. */
export function readByNodes(nodes: readonly NodeProto[]): ReadonlySet<string> {
  const names = new Set(nodes.flatMap(({ input }) => input));
  for (const subgraph of nodes.flatMap(subgraphs)) {
    visit(subgraph, (part) => {
      for (const name of readIn(part)) names.add(name);
    });
  }
  return names;
}

/** What a graph reads itself: in its nodes, and to give it back. */
function readIn({ node, output }: GraphProto): readonly string[] {
  return [...output.map(({ name }) => name), ...node.flatMap(({ input }) => input)];
}

/** A graph and the graphs in its nodes. */
function visit(graph: GraphProto, look: (graph: GraphProto) => void): void {
  look(graph);
  for (const node of graph.node) for (const subgraph of subgraphs(node)) visit(subgraph, look);
}

/** The graphs in a node's attributes, of If, Loop and Scan. */
function subgraphs(node: NodeProto): readonly GraphProto[] {
  return node.attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));
}

/** The names of values that a graph has outside of its nodes. */
function declared(graph: GraphProto): readonly string[] {
  return [
    ...graph.input.map(({ name }) => name),
    ...graph.output.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.sparseInitializer.map(({ values }) => values?.name ?? ''),
    ...graph.valueInfo.map(({ name }) => name),
  ];
}
