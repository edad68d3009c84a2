import { sizeOf } from '@ggem/core';
import { dataType, type NodeProto } from '../proto/onnx.ts';
import { constantInfo, intAttribute, intsAttribute } from './attributes.ts';
import { blocked, blockedInfos } from './blockedInfos.ts';
import { broadcastDims } from './broadcastDims.ts';
import { isDefault } from './constants.ts';
import { listNumbers } from './lists.ts';
import { matMulInfo } from './matMulInfo.ts';
import { moreInfos, splitInfos } from './moreInfos.ts';
import { better, type Dim, type Info } from './shape.ts';
import { convInfo, windowsInfo } from './windowInfos.ts';

type Inputs = (position: number) => Info;

/** What is known of the outputs of a node from what is known of its inputs. */
export function outputInfos(node: NodeProto, input: Inputs): readonly Info[] {
  if (node.domain === blocked) return blockedInfos(node, input);
  // In this domain, the names that are listed here mean the same.
  if (!isDefault(node.domain) && node.domain !== 'com.microsoft') return [];
  if (node.opType === 'Split') return splitInfos(node, input);
  const rule = rules.get(node.opType);
  if (rule === undefined) return [];
  const info = rule(node, input);
  // The fourth output is the sum that is normalised.
  return node.opType.startsWith('Skip') ? [info, {}, {}, info] : [info];
}

type Rule = (node: NodeProto, input: Inputs) => Info;

const like: Rule = (_, input) => ({ type: input(0).type, dims: input(0).dims });

const elementwise: Rule = (node, input) => {
  const infos = node.input.map((_, i) => input(i));
  const all = infos.map(({ dims }) => dims);
  return {
    type: infos.find(({ type }) => type !== undefined)?.type,
    dims: all.every((dims) => dims !== undefined) ? all.reduce(broadcastDims, []) : undefined,
  };
};

const product: Rule = (node, input) => ({
  ...elementwise(node, input),
  numbers: listNumbers(node, input),
});

const comparison: Rule = (node, input) => ({
  ...elementwise(node, input),
  type: dataType.bool,
  numbers: listNumbers(node, input),
});

/** Axes of a reduction, Squeeze or Unsqueeze: an input in newer operator sets, an attribute in older ones. */
export function axesOf(node: NodeProto, input: Inputs, from = 1): readonly number[] | undefined {
  if ((node.input[from] ?? '') === '') return intsAttribute(node, 'axes');
  const { numbers } = input(from);
  return numbers?.every((axis) => typeof axis === 'number') ? numbers : undefined;
}

const reduce: Rule = (node, input) => {
  const { type, dims } = input(0);
  const axes = axesOf(node, input);
  if (dims === undefined || (axes === undefined && (node.input[1] ?? '') !== '')) return { type };
  const reduced = new Set((axes ?? dims.map((_, i) => i)).map((axis) => at(axis, dims.length)));
  const keep = intAttribute(node, 'keepdims') !== 0;
  const left = dims.flatMap((dim, i): readonly Dim[] => (!reduced.has(i) ? [dim] : keep ? [1] : []));
  return { type, dims: left };
};

const globalPool: Rule = (_, input) => ({
  type: input(0).type,
  dims: input(0).dims?.map((dim, i) => (i < 2 ? dim : 1)),
});

/** A normalisation with a scale over the last axis, which knows the length where the input does not. */
const lastAxisNorm: Rule = (node, input) => {
  const { type, dims } = input(0);
  const length = input(node.opType.startsWith('Skip') ? 2 : 1).dims?.at(-1);
  return { type, dims: dims?.map((dim, i) => (i === dims.length - 1 ? better(dim, length) : dim)) };
};

const gemm: Rule = (node, input) => {
  const rows = input(0).dims?.[intAttribute(node, 'transA') ? 1 : 0];
  return { type: input(0).type, dims: [rows, input(1).dims?.[intAttribute(node, 'transB') ? 0 : 1]] };
};

const transpose: Rule = (node, input) => {
  const { type, dims } = input(0);
  const perm = intsAttribute(node, 'perm') ?? dims?.map((_, i) => dims.length - 1 - i);
  return { type, dims: perm?.map((axis) => dims?.[axis]) };
};

const reshape: Rule = (node, input) => {
  const { type, dims, numbers: list } = input(0);
  const { numbers, dims: shape } = input(1);
  // A list of lengths that stays one.
  if (list !== undefined && numbers?.length === 1) return { type, dims: [list.length], numbers: list };
  if (numbers === undefined) {
    const rank = shape?.length === 1 ? shape[0] : undefined;
    const small = typeof rank === 'number' && rank < 16;
    return { type, dims: small ? Array.from({ length: rank }, () => undefined) : undefined };
  }
  const copies = intAttribute(node, 'allowzero') !== 1;
  const wanted = numbers.map((dim, i) => (dim === 0 && copies ? dims?.[i] : dim));
  // The open length (-1) follows if all the others are numbers.
  const others = wanted.filter((dim) => dim !== -1);
  const total = sizeIfKnown(dims);
  const known = sizeIfKnown(others);
  const rest = total !== undefined && known ? total / known : undefined;
  return { type, dims: wanted.map((dim) => (dim === -1 ? rest : dim)) };
};

const flatten: Rule = (node, input) => {
  const { type, dims } = input(0);
  const axis = intAttribute(node, 'axis') ?? 1;
  if (dims === undefined) return { type, dims: [undefined, undefined] };
  const cut = at(axis, dims.length);
  return {
    type,
    dims: [cut === 1 ? dims[0] : sizeIfKnown(dims.slice(0, cut)), sizeIfKnown(dims.slice(cut))],
  };
};

const squeeze: Rule = (node, input) => {
  const { type, dims, numbers } = input(0);
  const axes = axesOf(node, input);
  if (dims === undefined || axes === undefined) return { type, numbers };
  const gone = new Set(axes.map((axis) => at(axis, dims.length)));
  return { type, numbers, dims: dims.filter((_, i) => !gone.has(i)) };
};

const unsqueeze: Rule = (node, input) => {
  const { type, dims, numbers } = input(0);
  const axes = axesOf(node, input);
  if (dims === undefined || axes === undefined) return { type, numbers };
  const rank = dims.length + axes.length;
  const added = new Set(axes.map((axis) => at(axis, rank)));
  const left = [...dims];
  return {
    type,
    numbers,
    dims: Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : left.shift())),
  };
};

const gather: Rule = (node, input) => {
  const { type, dims, numbers } = input(0);
  const indices = input(1);
  const axis = intAttribute(node, 'axis') ?? 0;
  const picked = indices.numbers?.map((i) => (typeof i === 'number' ? numbers?.at(i) : undefined));
  if (dims === undefined || indices.dims === undefined) return { type };
  const cut = at(axis, dims.length);
  return {
    type,
    dims: [...dims.slice(0, cut), ...indices.dims, ...dims.slice(cut + 1)],
    numbers: numbers && picked,
  };
};

const slice: Rule = (node, input) => {
  const { type, dims, numbers } = input(0);
  // Before set 10 they are attributes.
  const listed = (i: number, name: string): readonly Dim[] | undefined =>
    (node.input[i] ?? '') === '' ? intsAttribute(node, name) : input(i).numbers;
  const lists = [listed(1, 'starts'), listed(2, 'ends'), listed(4, 'steps')];
  const hasSteps = lists[2] !== undefined || (node.input[4] ?? '') !== '';
  const axes = listed(3, 'axes') ?? ((node.input[3] ?? '') === '' ? lists[0]?.map((_, i) => i) : undefined);
  if (dims === undefined || !axes?.every((axis) => typeof axis === 'number')) return { type };
  const left = [...dims];
  axes.forEach((axis, i) => {
    const place = at(axis, dims.length);
    // An axis that does not exist, such as 2^31, would make the list that long.
    if (!(place >= 0 && place < dims.length)) return;
    left[place] = sliced(dims[place], lists[0]?.[i], lists[1]?.[i], hasSteps ? lists[2]?.[i] : 1);
  });
  const [from, to] = [lists[0]?.[0], lists[1]?.[0]];
  const plain = dims.length === 1 && typeof from === 'number' && typeof to === 'number' && !hasSteps;
  return { type, dims: left, numbers: plain ? numbers?.slice(from, to) : undefined };
};

/** Length of a slice with step 1; `undefined` where it depends on a length that is not known. */
function sliced(dim: Dim, from: Dim, to: Dim, step: Dim): Dim {
  if (typeof from !== 'number' || typeof to !== 'number' || step !== 1) return undefined;
  if (typeof dim === 'number') {
    const place = (i: number): number => Math.min(Math.max(i < 0 ? i + dim : i, 0), dim);
    return Math.max(place(to) - place(from), 0);
  }
  if (from === 0 && to >= 2 ** 31 - 1) return dim;
  return from < 0 === to < 0 && to - from <= 1 ? Math.max(to - from, 0) : undefined;
}

const concat: Rule = (node, input) => {
  const infos = node.input.map((_, i) => input(i));
  const all = infos.map(({ dims }) => dims);
  const numbers = infos.every((info) => info.numbers !== undefined)
    ? infos.flatMap((info) => info.numbers!)
    : // A list of open lengths still says how many there are.
      infos.every(({ dims }) => dims?.length === 1 && typeof dims[0] === 'number' && dims[0] <= 16)
      ? infos.flatMap(
          (info) => info.numbers ?? Array.from({ length: info.dims![0] as number }, () => undefined),
        )
      : undefined;
  const known = all.find((dims) => dims !== undefined);
  if (known === undefined) return { type: infos[0]?.type, numbers };
  const axis = at(intAttribute(node, 'axis') ?? 0, known.length);
  const lengths = all.map((dims) => dims?.[axis]);
  const sum = lengths.every((length) => typeof length === 'number')
    ? lengths.reduce((a, b) => a + b, 0)
    : undefined;
  const dims = known.map((_, i) => (i === axis ? sum : all.map((one) => one?.[i]).reduce(better)));
  return { type: infos[0]?.type, dims, numbers };
};

const shapeOf: Rule = (node, input) => {
  const { dims } = input(0);
  const part = dims?.slice(intAttribute(node, 'start') ?? 0, intAttribute(node, 'end') ?? dims.length);
  return { type: dataType.int64, dims: [part?.length], numbers: part };
};

const cast: Rule = (node, input) => ({ ...input(0), type: intAttribute(node, 'to') });

const where: Rule = (node, input) => {
  const all = [input(0).dims, input(1).dims, input(2).dims];
  const dims = all.every((one) => one !== undefined) ? all.reduce(broadcastDims) : undefined;
  return { type: input(1).type ?? input(2).type, dims, numbers: listNumbers(node, input) };
};

const named: readonly (readonly [string, Rule])[] = [
  [
    'Abs Ceil Celu Clip CumSum Dropout Floor LRN Elu Erf Exp Gelu FastGelu HardSigmoid HardSwish Identity LeakyRelu Log LogSoftmax',
    like,
  ],
  [
    'Mish Neg QuickGelu Reciprocal Relu Round Selu Sigmoid Sign Softmax Softplus Sqrt Tanh ThresholdedRelu',
    like,
  ],
  [
    'BatchNormalization InstanceNormalization GroupNormalization LpNormalization BiasGelu MultiHeadAttention',
    like,
  ],
  ['Add Sub Div Pow PRelu Max Min Mean Sum Mod', elementwise],
  ['Mul', product],
  ['Equal Less LessOrEqual Greater GreaterOrEqual And Or Xor Not', comparison],
  ['ReduceMean ReduceMax ReduceMin ReduceSum ReduceSumSquare ReduceL1 ReduceL2 ReduceProd', reduce],
  ['ReduceLogSum ReduceLogSumExp', reduce],
  ['GlobalAveragePool GlobalMaxPool GlobalLpPool', globalPool],
  ['AveragePool MaxPool LpPool QLinearAveragePool', windowsInfo],
  ['LayerNormalization SimplifiedLayerNormalization RMSNormalization SkipLayerNormalization', lastAxisNorm],
  ['MatMul FusedMatMul', matMulInfo],
  ['MatMulInteger', (node, input) => ({ ...matMulInfo(node, input), type: dataType.int32 })],
  ['Gemm', gemm],
  ['Transpose', transpose],
  ['Reshape', reshape],
  ['Flatten', flatten],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
  ['Gather', gather],
  ['Slice', slice],
  ['Concat', concat],
  ['Conv FusedConv', convInfo],
  ['Shape', shapeOf],
  ['Cast', cast],
  ['Where', where],
  ['Constant', constantInfo],
  ...moreInfos,
];

const rules: ReadonlyMap<string, Rule> = new Map(
  named.flatMap(([names, rule]) => names.split(' ').map((name) => [name, rule] as const)),
);

/** How many values; `undefined` where a length is not known. */
function sizeIfKnown(dims: readonly Dim[] | undefined): number | undefined {
  return dims?.every((dim) => typeof dim === 'number') ? sizeOf(dims) : undefined;
}

/** An axis counted from the front. */
function at(axis: Dim, rank: number): number {
  const number = typeof axis === 'number' ? axis : 0;
  return number < 0 ? number + rank : number;
}
