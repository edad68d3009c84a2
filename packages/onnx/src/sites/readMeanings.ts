import { dataType, type GraphProto } from '../proto/onnx.ts';
import { isDefault } from '../shapes/constants.ts';
import type { Folded } from '../shapes/folded.ts';
import type { Info } from '../shapes/shape.ts';
import { wholeAxes } from './axes.ts';
import { geometric } from './finish.ts';
import type { Mask, Meaning, Sum, Term } from './meaning.ts';
import { one, zero } from './numbers.ts';
import { attentions } from './operators/attentions.ts';
import { combinations } from './operators/combinations.ts';
import { counts, countsMultiplied } from './operators/counts.ts';
import { einsums } from './operators/einsum.ts';
import { largests } from './operators/largest.ts';
import { lastKept } from './operators/lastKept.ts';
import { divided, masks, oneMinus, penalised, penalties } from './operators/masks.ts';
import { moves } from './operators/moves.ts';
import { powers } from './operators/powers.ts';
import { products } from './operators/products.ts';
import { reductions } from './operators/reductions.ts';
import { rules } from './operators/rules.ts';
import { scales } from './operators/scales.ts';
import { selections, splitParts } from './operators/selections.ts';
import { noRule } from './plainPart.ts';
import type { Operator, Reading } from './reading.ts';

const floats: readonly number[] = [dataType.float32, dataType.float16, dataType.float64, dataType.bfloat16];
const tables = [
  attentions,
  moves,
  powers,
  scales,
  rules,
  selections,
  lastKept,
  largests,
  reductions,
  products,
  einsums,
  masks,
  counts,
  combinations,
];
const operators: ReadonlyMap<string, readonly Operator[]> = new Map(
  [...new Set(tables.flatMap(Object.keys))].map((opType) => [
    opType,
    tables.flatMap((table) => (Object.hasOwn(table, opType) ? [table[opType]!] : [])),
  ]),
);

/** The most ways to read a value that are kept; those from the farthest base come first. */
const mostMeanings = 12;
/** No pooling has more computing nodes in a row. */
const mostSteps = 24;
/** A GGeM whose groups are written side by side has a few nodes for each group. */
const mostNodes = 4096;

/** What is known before meanings are read. */
export interface Known {
  readonly graph: GraphProto;
  readonly opset: number;
  readonly order: readonly number[];
  readonly infos: ReadonlyMap<string, Info>;
  readonly live: ReadonlySet<string>;
  readonly constants: ReadonlyMap<string, Folded>;
}

/** The meanings of all values of a graph. Each node is read once, in an order in which the nodes can run. */
export function readMeanings({
  graph,
  opset,
  order,
  infos,
  live,
  constants,
}: Known): ReadonlyMap<string, readonly Meaning[]> {
  const found = new Map<string, readonly Meaning[]>();
  const info = (name: string | undefined): Info => infos.get(name ?? '') ?? {};
  const inputs = new Set(graph.input.map(({ name }) => name));
  const own = (name: string): readonly Meaning[] => {
    const rank = info(name).dims?.length;
    if (!live.has(name) || rank === undefined) return [];
    return rank === 2
      ? [maskOf(name, info(name), inputs.has(name))]
      : rank >= 3 && rank <= 5
        ? [tokenOf(name, rank)]
        : [];
  };
  const meanings = (name: string | undefined): readonly Meaning[] => {
    if (name === undefined || name === '') return [];
    const known = found.get(name) ?? own(name);
    found.set(name, known);
    return known;
  };
  const constant = (name: string | undefined): Folded | undefined => constants.get(name ?? '');
  for (const position of order) {
    const node = graph.node[position]!;
    if (!isDefault(node.domain)) continue;
    const reading: Reading = { node, position, graph, opset, info, constant, meanings };
    const lists = node.opType === 'Split' ? splitParts(reading) : [operatorMeanings(reading)];
    node.output.forEach((name, at) => {
      if (name === '' || found.has(name) || !live.has(name)) return;
      const more = (lists[at] ?? []).filter(isBounded);
      const isAttention = more.some(({ kind }) => kind === 'weights');
      found.set(name, [...more.sort(farthest).slice(0, mostMeanings), ...(isAttention ? [] : own(name))]);
    });
  }
  return found;
}

function operatorMeanings(reading: Reading): readonly Meaning[] {
  const { opType } = reading.node;
  const list = (operators.get(opType) ?? []).flatMap((operator) => operator(reading));
  if (opType === 'Mul')
    return [...list, ...countsMultiplied(reading), ...penalties(reading), ...divided(reading, { by: -1 })];
  if (opType === 'Div') return [...list, ...divided(reading, { by: 1 })];
  if (opType === 'Add') return [...list, ...penalised(reading)];
  if (opType === 'Sub') return [...list, ...oneMinus(reading)];
  if (opType !== 'Exp') return list;
  const geometricMeans = reading.meanings(reading.node.input[0]).flatMap((meaning) => {
    const whole = meaning.kind === 'sum' ? geometric(meaning as Sum, reading.info) : undefined;
    return whole === undefined
      ? []
      : [{ ...whole, nodes: new Set(whole.nodes).add(reading.position), steps: whole.steps + 1 }];
  });
  return [...list, ...geometricMeans];
}

function isBounded(meaning: Meaning): boolean {
  if (meaning.nodes.size > mostNodes) return false;
  return meaning.kind === 'pooled' || !('steps' in meaning) || meaning.steps <= mostSteps;
}

function farthest(a: Meaning, b: Meaning): number {
  return b.nodes.size - a.nodes.size;
}

function tokenOf(base: string, rank: number): Term {
  return {
    kind: 'term',
    base,
    axes: wholeAxes(rank),
    windows: new Map(),
    nodes: new Set(),
    steps: 0,
    form: 'power',
    rule: noRule,
    p: one,
    factor: one,
    offset: zero,
    shift: 0,
    mask: undefined,
  };
}

function maskOf(source: string, { type }: Info, isInput: boolean): Mask {
  // Booleans are a mask, and so are whole numbers that are an input. Floats and computed whole numbers may be weights.
  const isWeights = type !== dataType.bool && (!isInput || type === undefined || floats.includes(type));
  return {
    kind: 'mask',
    source,
    axes: [0, 1],
    from: 0,
    isInverted: false,
    isWeights,
    isPenalty: false,
    isDivided: false,
    nodes: new Set(),
  };
}
