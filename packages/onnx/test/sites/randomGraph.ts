import type { NodeProto, TensorProto } from '../../src/proto/onnx.ts';
import { info, ints, modelBytes, node } from '../edit/models.ts';
import { list, scalar } from './form.ts';

/** Uniform whole numbers below a bound, the same in every run. */
function randomBelow(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** A value of the graph, and the lengths of its axes: `[2, 5, 6]` for tokens, `[2, 6]` for vectors. */
interface Value {
  readonly name: string;
  readonly dims: readonly number[];
}

const constants: readonly TensorProto[] = [
  ...[scalar('eps', 1e-6), scalar('half', 0.5), scalar('two', 2), scalar('three', 3), scalar('third', 1 / 3)],
  ...[scalar('five', 5), list('channels', [1, 2, 3, 1, 2, 3]), ints('first', [1]), ints('end', [2 ** 40])],
  ...[ints('zero', [0], []), ints('last', [2]), ints('split', [0, -1, 3, 2]), ints('joined', [0, -1, 6])],
];

type Step = (from: Value, to: string, others: readonly Value[], below: (bound: number) => number) => Made;
type Made = { readonly nodes: readonly NodeProto[]; readonly dims: readonly number[] } | undefined;

const unary = [
  'Relu',
  'Abs',
  'Neg',
  'Exp',
  'Sigmoid',
  'Sqrt',
  'Log',
  'Reciprocal',
  'Identity',
  'Tanh',
  'Softplus',
];
const binary = ['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min'];
const scalars = ['half', 'two', 'three', 'third', 'five', 'eps', 'channels'];

/** A constant, one a channel where there are as many channels. */
function numberFor(dims: readonly number[], below: (bound: number) => number): string {
  return scalars[below(dims.at(-1) === 6 ? scalars.length : scalars.length - 1)]!;
}

const reductions = ['ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceL2', 'ReduceLogSumExp', 'ReduceSumSquare'];

const isTokens = ({ dims }: Value): boolean => dims.length === 3;

/** What a random graph is made of: the operators of which poolings, norms and gates are written. */
const steps: readonly Step[] = [
  ({ name, dims }, to, _, below) => ({ nodes: [node(unary[below(unary.length)]!, [name], [to])], dims }),
  ({ name, dims }, to, _, below) => ({
    nodes: [node(binary[below(binary.length)]!, [name, numberFor(dims, below)], [to])],
    dims,
  }),
  ({ name, dims }, to, _, below) => ({
    nodes: [node('Pow', [name, numberFor(dims, below)], [to])],
    dims,
  }),
  ({ name, dims }, to) => ({ nodes: [node('Clip', [name, 'eps'], [to])], dims }),
  ({ name, dims }, to, others, below) => {
    const like = others.filter((one) => one.dims.join() === dims.join());
    const other = like[below(like.length)];
    return other && { nodes: [node(binary[below(binary.length)]!, [name, other.name], [to])], dims };
  },
  ({ name, dims }, to, others, below) => {
    const rows = others.filter(
      (one) => one.dims.length === 3 && one.dims[1] === 1 && one.dims[2] === dims[2],
    );
    const other = dims.length === 3 ? rows[below(rows.length)] : undefined;
    return other && { nodes: [node(binary[below(4)]!, [name, other.name], [to])], dims };
  },
  (from, to, _, below) => {
    if (!isTokens(from)) return undefined;
    const keepdims = below(2);
    const operator = reductions[below(reductions.length)]!;
    const dims = [2, ...(keepdims === 1 ? [1] : []), from.dims[2]!];
    return { nodes: [node(operator, [from.name], [to], { axes: [1], keepdims })], dims };
  },
  (from, to, _, below) => {
    if (!isTokens(from)) return undefined;
    const keepdims = below(2);
    const dims = [2, ...(keepdims === 1 ? [1] : []), from.dims[2]!];
    return { nodes: [node('ReduceSum', [from.name, 'first'], [to], { keepdims })], dims };
  },
  (from, to) => {
    if (!isTokens(from) || from.dims[1]! < 3) return undefined;
    const dims = [2, from.dims[1]! - 1, from.dims[2]!];
    return { nodes: [node('Slice', [from.name, 'first', 'end', 'first'], [to])], dims };
  },
  (from, to) =>
    isTokens(from)
      ? { nodes: [node('Gather', [from.name, 'zero'], [to], { axis: 1 })], dims: [2, from.dims[2]!] }
      : undefined,
  (from, to) => {
    const [n, length, width] = from.dims;
    if (!isTokens(from) || length === 1) return undefined;
    const turned = node('Transpose', [from.name], [`${to}/turned`], { perm: [0, 2, 1] });
    const pooled = node('GlobalAveragePool', [`${to}/turned`], [`${to}/mean`]);
    return { nodes: [turned, pooled, node('Squeeze', [`${to}/mean`, 'last'], [to])], dims: [n!, width!] };
  },
  (from, to) =>
    isTokens(from)
      ? {
          nodes: [
            node('Shape', [from.name], [`${to}/shape`]),
            node('Gather', [`${to}/shape`, 'first'], [`${to}/length`], { axis: 0 }),
            node('Cast', [`${to}/length`], [`${to}/n`], { to: 1 }),
            node('ReduceSum', [from.name, 'first'], [`${to}/sum`], { keepdims: 0 }),
            node('Div', [`${to}/sum`, `${to}/n`], [to]),
          ],
          dims: [2, from.dims[2]!],
        }
      : undefined,
  (from, to, others, below) => {
    const like = others.filter((one) => one.dims.join() === from.dims.join() && one.dims.length === 2);
    const other = like[below(like.length)];
    const dims = [2, 2 * from.dims.at(-1)!];
    return other && dims[1]! <= 24
      ? { nodes: [node('Concat', [from.name, other.name], [to], { axis: 1 })], dims }
      : undefined;
  },
  (from, to) => {
    if (!isTokens(from) || from.dims[2] !== 6) return undefined;
    const nodes = [
      node('Reshape', [from.name, 'split'], [`${to}/g`]),
      node('Reshape', [`${to}/g`, 'joined'], [to]),
    ];
    return { nodes, dims: from.dims };
  },
];

/** A small graph of random steps from tokens `x` `[batch, 5, 6]`: every value that no node reads is an output. */
export function randomGraph(seed: number): Uint8Array {
  const below = randomBelow(seed);
  const values: Value[] = [{ name: 'x', dims: [2, 5, 6] }];
  const nodes: NodeProto[] = [];
  const wanted = 3 + below(12);
  for (let turn = 0; turn < 4 * wanted && values.length <= wanted; turn++) {
    // Mostly the newest value, so that forms of several nodes come about.
    const from = below(3) > 0 ? values.at(-1)! : values[below(values.length)]!;
    const to = `v${values.length}`;
    const made = steps[below(steps.length)]!(from, to, values, below);
    if (made === undefined) continue;
    nodes.push(...made.nodes);
    values.push({ name: to, dims: made.dims });
  }
  const read = new Set(nodes.flatMap(({ input }) => input));
  const ends = values.filter(({ name }) => name !== 'x' && !read.has(name));
  return modelBytes({
    inputs: [info('x', below(2) === 0 ? ['batch', 5, 6] : ['batch', 'tokens', 6])],
    outputs: ends.map(({ name }) => info(name)),
    nodes,
    initializers: constants.filter(({ name }) => read.has(name)),
  });
}
