import type { GraphProto } from '../proto/onnx.ts';
import { dataType } from '../proto/onnx.ts';
import { nodeOrder } from '../shapes/nodeOrder.ts';
import type { Info } from '../shapes/shape.ts';

/** Blocks of a transformer in a graph, in order: each begins at a value through which all that follows goes. */
export interface Block {
  /** The value that the block reads; training the block and all behind it starts there. */
  readonly from: string;
  /** The value that it gives. */
  readonly to: string;
}

const attention = new Set(['Softmax', 'Attention', 'MultiHeadAttention']);

/**
 * The blocks on the way to a value. A block is what lies between two values that nothing goes around: on such a value the
 * residual sum of a block ends. One with an attention begins a block; where there is none, as in a convolutional network,
 * each residual sum is one.
 */
export function findBlocks(
  graph: GraphProto,
  infos: ReadonlyMap<string, Info>,
  to: string,
): readonly Block[] {
  const points = narrowPoints(graph, infos, to);
  const sums = points.filter(({ operator }) => operator === 'Add');
  const first = points[0];
  if (first === undefined || sums.length === 0) return [];
  // The first block may read a value that is no sum, such as normalised tokens.
  const ends = sums[0] === first ? sums : [first, ...sums];
  const pieces = ends.slice(1).map((end, i) => {
    const start = ends[i]!;
    const operators = points
      .filter(({ at }) => at > start.at && at <= end.at)
      .flatMap((point) => point.between);
    return { from: start.name, to: end.name, hasAttention: operators.some((one) => attention.has(one)) };
  });
  const isTransformer = pieces.some(({ hasAttention }) => hasAttention);
  if (!isTransformer) return pieces.map(({ from, to: end }) => ({ from, to: end }));
  const blocks: { from: string; to: string }[] = [];
  for (const piece of pieces) {
    const last = blocks.at(-1);
    if (piece.hasAttention) blocks.push({ from: piece.from, to: piece.to });
    else if (last !== undefined) last.to = piece.to;
  }
  return blocks;
}

interface Point {
  readonly name: string;
  readonly operator: string;
  readonly at: number;
  /** Operators since the point before. */
  readonly between: readonly string[];
}

/** The values that everything on the way to a value goes through, and the operators between them. */
function narrowPoints(graph: GraphProto, infos: ReadonlyMap<string, Info>, to: string): readonly Point[] {
  const order = nodeOrder(graph);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const live = new Set(graph.input.map(({ name }) => name).filter((name) => !constants.has(name)));
  const isFloat = (name: string): boolean => {
    const type = infos.get(name)?.type;
    return type === undefined || type === dataType.float32 || type === dataType.float16;
  };
  const flow = order.filter((position) => {
    const { input, output } = graph.node[position]!;
    if (!input.some((name) => live.has(name) && isFloat(name))) return false;
    for (const name of output) if (name !== '' && isFloat(name)) live.add(name);
    return output.some((name) => live.has(name));
  });
  const needed = new Set([to]);
  const back = flow.toReversed().filter((position) => {
    const { input, output } = graph.node[position]!;
    if (!output.some((name) => needed.has(name))) return false;
    for (const name of input) if (live.has(name)) needed.add(name);
    return true;
  });
  const way = back.toReversed();
  const last = new Map<string, number>();
  way.forEach((position, at) => {
    for (const name of graph.node[position]!.input) if (needed.has(name)) last.set(name, at);
  });
  const points: Point[] = [];
  const open = new Set<string>(
    graph.input.map(({ name }) => name).filter((name) => last.has(name) && isFloat(name)),
  );
  let between: string[] = [];
  way.forEach((position, at) => {
    const { opType, input, output } = graph.node[position]!;
    between.push(opType);
    for (const name of input) if (last.get(name) === at) open.delete(name);
    for (const name of output) if (last.has(name) || name === to) open.add(name);
    // Only one value is still to be read: all goes through it.
    const [only, more] = [...open];
    if (only === undefined || more !== undefined || !output.includes(only)) return;
    points.push({ name: only, operator: opType, at, between });
    between = [];
  });
  return points;
}
