import { sizeOf } from '@ggem/core';
import { dataType, type NodeProto } from '../proto/onnx.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { commonDims, expanded, type Folded, filled, stepsOf, strided } from './folded.ts';
import { axesOf } from './outputInfos.ts';
import type { Info } from './shape.ts';
import { sliceRows } from './sliceRows.ts';
import { tensorNumbers } from './tensorNumbers.ts';

/** What a node is computed from. */
export interface FoldInput {
  readonly input: (at: number) => Folded | undefined;
  readonly infos: ReadonlyMap<string, Info>;
  /** Longer results are not computed. */
  readonly most: number;
}

const unary: Readonly<Record<string, (x: number) => number>> = {
  Identity: (x) => x,
  Neg: (x) => -x,
  Abs: Math.abs,
  Exp: Math.exp,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(x, 0),
  Softplus: (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Tanh: Math.tanh,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
};

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Max: Math.max,
  Min: Math.min,
  Equal: (a, b) => Number(a === b),
  // The sign of the divisor, as ONNX has it for whole numbers; fractions are not folded.
  Mod: (a, b) => (Number.isInteger(a) && Number.isInteger(b) ? a - b * Math.floor(a / b) : Number.NaN),
};

/** The first output of a node whose inputs are known; `undefined` where they are not, or where it is another operator. */
export function foldNode(node: NodeProto, { input, infos, most }: FoldInput): Folded | undefined {
  const { opType } = node;
  const x = input(0);
  if (opType === 'ConstantOfShape') {
    const value = node.attribute.find(({ name }) => name === 'value')?.t;
    return x && filled(x.data, value === undefined ? 0 : tensorNumbers(value)?.[0], most);
  }
  if (opType === 'Concat') return concat(node, { input, most });
  if (x === undefined) return undefined;
  const map = Object.hasOwn(unary, opType) ? unary[opType] : undefined;
  if (map !== undefined) return { dims: x.dims, data: x.data.map(map) };
  const both = Object.hasOwn(binary, opType) ? binary[opType] : undefined;
  if (both !== undefined) {
    const y = input(1);
    if (y === undefined || node.input.length !== 2) return undefined;
    const isWhole = opType === 'Div' && isInteger(infos.get(node.output[0]!) ?? infos.get(node.input[0]!));
    return broadcast(x, y, isWhole ? (a, b) => Math.trunc(a / b) : both, most);
  }
  switch (opType) {
    case 'Cast': {
      const whole = isInteger({ type: intAttribute(node, 'to') });
      return whole ? { dims: x.dims, data: x.data.map(Math.trunc) } : x;
    }
    case 'Clip': {
      const [low, high] = [input(1)?.data[0], input(2)?.data[0]];
      if (node.input.some((name, at) => at > 0 && name !== '' && input(at) === undefined)) return undefined;
      return { dims: x.dims, data: x.data.map((one) => Math.min(Math.max(one, low ?? one), high ?? one)) };
    }
    case 'Where': {
      const chosen = [input(1), input(2)] as const;
      const [yes, no] = [
        chosen[0] && broadcast(x, chosen[0], (c, a) => (c ? a : 0), most),
        chosen[1] && broadcast(x, chosen[1], (c, b) => (c ? 0 : b), most),
      ];
      return yes && no && broadcast(yes, no, (a, b) => a + b, most);
    }
    case 'Range':
      return range(x.data[0], input(1)?.data[0], input(2)?.data[0], most);
    case 'Reshape':
      return reshape(x, input(1)?.data);
    case 'Flatten':
    case 'Squeeze':
    case 'Unsqueeze':
      return moved(node, x, input);
    case 'Expand': {
      const shape = input(1)?.data;
      const dims = shape && commonDims(x.dims, shape);
      return dims && expanded(x, dims, most);
    }
    case 'Tile':
      return tile(x, input(1)?.data, most);
    case 'Transpose': {
      const perm = intsAttribute(node, 'perm') ?? x.dims.map((_, i) => x.dims.length - 1 - i);
      const steps = stepsOf(x.dims);
      const of = (list: readonly number[], none: number) => perm.map((axis) => list[axis] ?? none);
      return strided(x, of(x.dims, 1), of(steps, 0), most);
    }
    case 'Slice':
      return slice(x, node, { input, most });
    case 'Gather': {
      const indices = input(1);
      const axis = intAttribute(node, 'axis') ?? 0;
      if (indices === undefined || x.dims.length !== 1 || axis !== 0) return undefined;
      return { dims: indices.dims, data: indices.data.map((i) => x.data.at(i) ?? Number.NaN) };
    }
    default:
      return undefined;
  }
}

function isInteger(info: Info | undefined): boolean {
  return info?.type === dataType.int64 || info?.type === dataType.int32;
}

type Inputs = Pick<FoldInput, 'input' | 'most'>;

function slice(x: Folded, node: NodeProto, { input, most }: Inputs): Folded | undefined {
  const listed = (i: number): readonly number[] | undefined => input(i)?.data;
  const has = (i: number): boolean => (node.input[i] ?? '') !== '';
  const [starts, ends] = [listed(1), listed(2)];
  const axes = has(3) ? listed(3) : starts?.map((_, i) => i);
  const strides = has(4) ? listed(4) : starts?.map(() => 1);
  if (!starts || !ends || !axes || !strides) return undefined;
  const steps = stepsOf(x.dims);
  const rows = x.dims.map((length, axis) => {
    const i = axes.findIndex((one) => one === axis || one + x.dims.length === axis);
    const [start, end, by] = i < 0 ? [0, length, 1] : [starts[i]!, ends[i]!, strides[i]!];
    const taken = sliceRows(length, start, end, by);
    return { count: taken.length, first: (taken[0] ?? 0) * steps[axis]!, step: by * steps[axis]! };
  });
  return strided(
    x,
    rows.map(({ count }) => count),
    rows.map(({ step }) => step),
    most,
    rows.reduce((sum, { first }) => sum + first, 0),
  );
}

function range(
  start: number | undefined,
  limit: number | undefined,
  step: number | undefined,
  most: number,
): Folded | undefined {
  if (start === undefined || limit === undefined || step === undefined) return undefined;
  const length = Math.max(Math.ceil((limit - start) / step), 0);
  if (!(length <= most)) return undefined;
  return { dims: [length], data: Array.from({ length }, (_, i) => start + i * step) };
}

function concat(node: NodeProto, { input, most }: Inputs): Folded | undefined {
  const parts = node.input.map((_, i) => input(i));
  if (!parts.every((part) => part?.dims.length === 1)) return undefined;
  const size = parts.reduce((sum, part) => sum + part!.data.length, 0);
  return size > most ? undefined : { dims: [size], data: parts.flatMap((part) => part!.data) };
}

function reshape(x: Folded, shape: readonly number[] | undefined): Folded | undefined {
  if (shape === undefined) return undefined;
  const copied = shape.map((dim, i) => (dim === 0 ? (x.dims[i] ?? 0) : dim));
  const rest = x.data.length / copied.reduce((a, b) => (b === -1 ? a : a * b), 1);
  const dims = copied.map((dim) => (dim === -1 ? rest : dim));
  return sizeOf(dims) === x.data.length ? { dims, data: x.data } : undefined;
}

function moved(node: NodeProto, x: Folded, input: FoldInput['input']): Folded | undefined {
  if (node.opType === 'Flatten') {
    const axis = intAttribute(node, 'axis') ?? 1;
    const first = sizeOf(x.dims.slice(0, axis));
    return { dims: [first, x.data.length / first], data: x.data };
  }
  const axes = axesOf(node, (i) => {
    const folded = input(i);
    return folded === undefined ? {} : { numbers: folded.data, dims: folded.dims };
  });
  if (node.opType === 'Squeeze') {
    const gone = axes?.map((axis) => (axis < 0 ? axis + x.dims.length : axis));
    const dims = x.dims.filter((dim, i) => (gone === undefined ? dim !== 1 : !gone.includes(i)));
    return { dims, data: x.data };
  }
  if (axes === undefined) return undefined;
  const rank = x.dims.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const left = [...x.dims];
  const dims = Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : (left.shift() ?? 1)));
  return { dims, data: x.data };
}

function tile(x: Folded, repeats: readonly number[] | undefined, most: number): Folded | undefined {
  if (repeats?.length !== x.dims.length) return undefined;
  return repeats.reduce<Folded | undefined>((so, times, axis) => {
    if (so === undefined) return undefined;
    const [outer, inner] = [sizeOf(so.dims.slice(0, axis)), sizeOf(so.dims.slice(axis))];
    const repeated = strided(so, [outer, times, inner], [inner, 0, 1], most);
    const dims = so.dims.map((dim, i) => (i === axis ? dim * times : dim));
    return repeated && { dims, data: repeated.data };
  }, x);
}

function broadcast(
  a: Folded,
  b: Folded,
  both: (a: number, b: number) => number,
  most: number,
): Folded | undefined {
  const dims = commonDims(a.dims, b.dims);
  const [x, y] = [dims && expanded(a, dims, most), dims && expanded(b, dims, most)];
  return x && y && { dims: dims!, data: x.data.map((one, i) => both(one, y.data[i]!)) };
}
