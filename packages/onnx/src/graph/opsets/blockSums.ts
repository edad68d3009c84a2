import type { Dim, Value } from '../value.ts';
import type { Difference, ModernNode, Writer } from './difference.ts';

/** The operator that the table below knows beside those of ONNX: sums over the tokens in blocks, which `sumsInBlocks` records. */
export const blockSums = 'BlockSums';

/** Sums are taken of so many numbers in order, then of so many of these sums, and so on. */
const run = 16;

/** Tokens of a block: a run of runs. */
const block = run ** 2;

/**
 * Up to so many tokens are summed in order. Equal ones err by a quarter of their number in roundings then: over 1,024
 * zeros, held at eps, the derivative by p is beyond the bounds of the conformance suite.
 */
export const longestRun: number = 2 * block;

/**
 * Σ over axis 1 of x `[batch, tokens, channels]` in short runs, then over the runs: float32 sums in order lose what is
 * below the unit roundoff of the sum so far. Wants more tokens than `longestRun`.
 */
export const writeBlockSums: Difference['before'] = (node, writer) =>
  // Slice takes ends that are computed from set 10 on.
  writer.opset >= 10 ? slicedSums(node, writer) : averagedSums(node, 6, writer);

/** Whole blocks, and the tokens behind the last. */
function slicedSums({ op, inputs, attributes, result }: ModernNode, writer: Writer): Value {
  const { node, constant } = writer;
  const [x] = inputs as [Value];
  const [batch, tokens, channels] = x.dims as [Dim, Dim, number];
  const ints = (...data: readonly number[]): Value => constant('int64', data, [data.length]);
  const int = (name: string, ...values: readonly Value[]): Value =>
    node(name, values, { kind: 'int64', dims: [1] });
  const count = countOf(x, writer);
  const blocks = int('Div', count, ints(block));
  const end = int('Mul', blocks, ints(block));
  const part = (from: Value, to: Value, length: Dim): Value =>
    node('Slice', [x, from, to, ints(1)], { kind: x.kind, dims: x.dims.with(1, length) });
  const split = [run, run, channels];
  const shape = node('Concat', [ints(0), blocks, ints(...split)], { kind: 'int64', dims: [5] }, { axis: 0 });
  const apart = node('Reshape', [part(ints(0), end, `${tokens}*`), shape], {
    kind: x.kind,
    dims: [batch, 'blocks', ...split],
  });
  const sum = (value: Value, axis: number): Value => {
    const like = { kind: x.kind, dims: value.dims.toSpliced(axis, 1) } as const;
    return node('ReduceSum', [value, ints(axis)], like, { keepdims: 0 });
  };
  const inBlocks = sum(sum(apart, 3), 2);
  const whole = averagedSums({ op, attributes, inputs: [inBlocks], result }, 3, writer);
  const rest = node('ReduceSum', [part(end, count, `${tokens}%`), ints(1)], result, { keepdims: 1 });
  return node('Add', [whole, rest], result);
}

/** Means of runs, the last filled up with zeros, times the length of a run; and so on of these. */
function averagedSums({ inputs, result }: ModernNode, levels: number, { node, constant }: Writer): Value {
  const [x] = inputs as [Value];
  const axis = constant('int64', [1], [1]);
  const image = { kind: x.kind, dims: [x.dims[0]!, 1, 'runs', x.dims[2]!] } as const;
  const window = {
    kernel_shape: [run, 1],
    strides: [run, 1],
    pads: [0, 0, run - 1, 0],
    count_include_pad: 1,
  };
  let sums = node('Unsqueeze', [x, axis], { ...image, dims: image.dims.with(2, x.dims[1]!) });
  for (let level = 0; level < levels; level++) {
    sums = node('Mul', [node('AveragePool', [sums], image, window), constant(x.kind, [run])], image);
  }
  return node('ReduceSum', [sums, constant('int64', [2], [1])], result, { keepdims: 0 });
}

/** How many tokens there are, `[1]`. */
function countOf(x: Value, { node, constant }: Writer): Value {
  const [, tokens] = x.dims;
  if (typeof tokens === 'number') return constant('int64', [tokens], [1]);
  const shape = node('Shape', [x], { kind: 'int64', dims: [3] });
  const one = constant('int64', [1], [1]);
  return node('Gather', [shape, one], { kind: 'int64', dims: [1] }, { axis: 0 });
}
