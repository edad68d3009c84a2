import type { GraphProto, NodeProto } from '../proto/onnx.ts';
import { intsAttribute } from './attributes.ts';
import { nodeOrder } from './nodeOrder.ts';
import { readsChannelsFirst, roleRule } from './roleRules.ts';
import { type AxisRoles, channelsFirst, mergeRoles } from './roles.ts';
import type { Info } from './shape.ts';

/**
 * What the axes of each value count, as far as operators show it: a convolution gives channels first, a lookup in a table
 * channels last, a transposition moves them, a sum keeps them. Nothing is guessed: a value that no such operator reaches
 * has no entry.
 *
 * There are two sweeps forward and one backward between them, so that inputs learn from the values computed from them.
 */
export function inferRoles(
  graph: GraphProto,
  infos: ReadonlyMap<string, Info>,
): ReadonlyMap<string, AxisRoles> {
  const known = new Map<string, AxisRoles>();
  const nodes = nodeOrder(graph).map((position) => graph.node[position]!);
  const infoOf = (name: string | undefined): Info => infos.get(name ?? '') ?? {};
  const learn = (name: string, roles: AxisRoles): void => {
    const rank = infoOf(name).dims?.length;
    if (name === '' || (rank !== undefined && rank !== roles.axes.length)) return;
    known.set(name, mergeRoles(known.get(name), roles));
  };
  const forward = (): void => {
    for (const node of nodes) {
      const [first = ''] = node.output;
      const found = roleRule({
        node,
        roles: (i) => known.get(node.input[i] ?? ''),
        info: (i) => infoOf(node.input[i]),
        output: infoOf(first),
      });
      if (found === undefined) continue;
      // The parts of a Split have the same roles; of other operators only the first output is known.
      for (const name of node.opType === 'Split' ? node.output : [first]) learn(name, found);
    }
  };
  forward();
  for (const node of [...nodes].reverse()) {
    const [input = ''] = node.input;
    const found = known.has(input) ? undefined : before(node, known.get(node.output[0] ?? ''), infoOf(input));
    if (found !== undefined) learn(input, found);
  }
  forward();
  return known;
}

/** The roles that the first input of a node must have, given those of its output. */
function before(node: NodeProto, output: AxisRoles | undefined, { dims }: Info): AxisRoles | undefined {
  const rank = dims?.length ?? output?.axes.length;
  if (rank !== undefined && rank >= 3 && readsChannelsFirst(node)) return channelsFirst(rank, node.opType);
  if (output === undefined || rank !== output.axes.length) return undefined;
  if (keeping.has(node.opType)) return output;
  if (node.opType !== 'Transpose') return undefined;
  const perm = intsAttribute(node, 'perm') ?? output.axes.map((_, i) => rank - 1 - i);
  return { ...output, axes: output.axes.map((_, axis) => output.axes[perm.indexOf(axis)]) };
}

/** Operators with one input that change numbers but no axis. */
const keeping: ReadonlySet<string> = new Set(['Cast', 'Clip', 'Dropout', 'Identity', 'Relu', 'Sigmoid']);
