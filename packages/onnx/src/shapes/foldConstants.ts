import { sizeOf } from '@ggem/core';
import { dataType, type GraphProto, type NodeProto } from '../proto/onnx.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { isDefault } from './constants.ts';
import { axesOf } from './outputInfos.ts';
import type { Info } from './shape.ts';
import { mostNumbers, tensorNumbers } from './tensorNumbers.ts';

/** Numbers that are known without running the model. */
export interface Folded {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

/**
 * The small constants of a graph: initializers, Constant nodes, and values that follow from them. Exporters compute so an
 * exponent (1 / p), exponents for each channel (Tile, Reshape, Expand) or an eps. The nodes can run in `order`.
 */
export function foldConstants(
  graph: GraphProto,
  order: readonly number[],
  infos: ReadonlyMap<string, Info>,
): ReadonlyMap<string, Folded> {
  const known = new Map<string, Folded>();
  const put = (name: string, folded: Folded | undefined): void => {
    if (name !== '' && folded !== undefined && folded.data.length <= mostNumbers) known.set(name, folded);
  };
  for (const tensor of graph.initializer) {
    const data = tensorNumbers(tensor);
    if (data !== undefined) put(tensor.name, { dims: tensor.dims.map(Number), data });
  }
  for (const position of order) {
    const node = graph.node[position]!;
    const [name] = node.output;
    if (name === undefined || !isDefault(node.domain)) continue;
    // Whole numbers that shape inference knows are constants too.
    const { numbers, dims } = infos.get(name) ?? {};
    if (numbers?.every((one) => typeof one === 'number') && dims?.every((one) => typeof one === 'number')) {
      if (sizeOf(dims) === numbers.length) put(name, { dims, data: numbers });
    }
    if (known.has(name)) continue;
    if (node.opType === 'Split') {
      split(known.get(node.input[0] ?? ''), node, infos).forEach((part, at) => {
        put(node.output[at]!, part);
      });
    } else if (node.opType === 'Constant') put(name, constant(node));
    else
      put(
        name,
        fold(node, (at) => known.get(node.input[at] ?? ''), infos),
      );
  }
  return known;
}

function constant(node: NodeProto): Folded | undefined {
  for (const { name, t, f, i, floats, ints } of node.attribute) {
    const data = name === 'value' && t !== undefined ? tensorNumbers(t) : undefined;
    if (data !== undefined) return { dims: t!.dims.map(Number), data };
    if (name === 'value_float') return { dims: [], data: [f] };
    if (name === 'value_int') return { dims: [], data: [Number(i)] };
    if (name === 'value_floats') return { dims: [floats.length], data: floats };
    if (name === 'value_ints') return { dims: [ints.length], data: ints.map(Number) };
  }
  return undefined;
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
};

type Input = (at: number) => Folded | undefined;

function fold(node: NodeProto, input: Input, infos: ReadonlyMap<string, Info>): Folded | undefined {
  const { opType } = node;
  const x = input(0);
  if (opType === 'ConstantOfShape') {
    const value = node.attribute.find(({ name }) => name === 'value')?.t;
    return x && filled(x.data, value === undefined ? 0 : tensorNumbers(value)?.[0]);
  }
  if (opType === 'Concat') return concat(node, input);
  if (x === undefined) return undefined;
  const map = Object.hasOwn(unary, opType) ? unary[opType] : undefined;
  if (map !== undefined) return { dims: x.dims, data: x.data.map(map) };
  const both = Object.hasOwn(binary, opType) ? binary[opType] : undefined;
  if (both !== undefined) {
    const y = input(1);
    if (y === undefined || node.input.length !== 2) return undefined;
    const isWhole = opType === 'Div' && isInteger(infos.get(node.output[0]!) ?? infos.get(node.input[0]!));
    return broadcast(x, y, isWhole ? (a, b) => Math.trunc(a / b) : both);
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
        chosen[0] && broadcast(x, chosen[0], (c, a) => (c ? a : 0)),
        chosen[1] && broadcast(x, chosen[1], (c, b) => (c ? 0 : b)),
      ];
      return yes && no && broadcast(yes, no, (a, b) => a + b);
    }
    case 'Reshape':
      return reshape(x, input(1)?.data);
    case 'Flatten':
    case 'Squeeze':
    case 'Unsqueeze':
      return moved(node, x, input);
    case 'Expand': {
      const shape = input(1);
      const wanted = shape && filled(shape.data, 0);
      return wanted && broadcast(x, wanted, (a) => a);
    }
    case 'Tile':
      return tile(x, input(1)?.data);
    case 'Transpose': {
      const perm = intsAttribute(node, 'perm') ?? x.dims.map((_, i) => x.dims.length - 1 - i);
      return at(
        x,
        perm.map((axis) => x.dims[axis] ?? 1),
        (index) => {
          const back: number[] = [];
          perm.forEach((axis, i) => {
            back[axis] = index[i]!;
          });
          return back;
        },
      );
    }
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

function filled(shape: readonly number[], value: number | undefined): Folded | undefined {
  const size = sizeOf(shape);
  if (value === undefined || !(size >= 0 && size <= mostNumbers) || shape.length > 8) return undefined;
  return { dims: shape, data: new Array<number>(size).fill(value) };
}

function concat(node: NodeProto, input: Input): Folded | undefined {
  const parts = node.input.map((_, i) => input(i));
  if (!parts.every((part) => part?.dims.length === 1)) return undefined;
  const size = parts.reduce((sum, part) => sum + part!.data.length, 0);
  return size > mostNumbers ? undefined : { dims: [size], data: parts.flatMap((part) => part!.data) };
}

/** The parts of a list. */
function split(
  x: Folded | undefined,
  { output }: NodeProto,
  infos: ReadonlyMap<string, Info>,
): readonly (Folded | undefined)[] {
  if (x?.dims.length !== 1) return [];
  let from = 0;
  return output.map((name) => {
    const length = infos.get(name)?.dims?.[0];
    if (typeof length !== 'number' || Number.isNaN(from)) return undefined;
    from += length;
    return { dims: [length], data: x.data.slice(from - length, from) };
  });
}

function reshape(x: Folded, shape: readonly number[] | undefined): Folded | undefined {
  if (shape === undefined) return undefined;
  const copied = shape.map((dim, i) => (dim === 0 ? (x.dims[i] ?? 0) : dim));
  const rest = x.data.length / copied.reduce((a, b) => (b === -1 ? a : a * b), 1);
  const dims = copied.map((dim) => (dim === -1 ? rest : dim));
  return sizeOf(dims) === x.data.length ? { dims, data: x.data } : undefined;
}

function moved(node: NodeProto, x: Folded, input: Input): Folded | undefined {
  if (node.opType === 'Flatten') return { dims: [1, x.data.length], data: x.data };
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

function tile(x: Folded, repeats: readonly number[] | undefined): Folded | undefined {
  if (repeats?.length !== x.dims.length) return undefined;
  const dims = x.dims.map((dim, i) => dim * repeats[i]!);
  return at(x, dims, (index) => index.map((one, i) => one % x.dims[i]!));
}

/** Numbers in a new order: `place` says where each comes from. */
function at(
  x: Folded,
  dims: readonly number[],
  place: (index: readonly number[]) => readonly number[],
): Folded | undefined {
  const shape = filled(dims, 0);
  if (shape === undefined) return undefined;
  const data = shape.data.map((_, flat) => {
    const index: number[] = [];
    let rest = flat;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      index[axis] = rest % dims[axis]!;
      rest = Math.floor(rest / dims[axis]!);
    }
    return x.data[place(index).reduce((sum, i, axis) => sum * x.dims[axis]! + i, 0)]!;
  });
  return { dims, data };
}

function broadcast(a: Folded, b: Folded, both: (a: number, b: number) => number): Folded | undefined {
  const rank = Math.max(a.dims.length, b.dims.length);
  const padded = ({ dims }: Folded) => [...new Array<number>(rank - dims.length).fill(1), ...dims];
  const [left, right] = [padded(a), padded(b)];
  const dims = left.map((dim, i) => (dim === 1 ? right[i]! : dim));
  if (!dims.every((dim, i) => (left[i] === dim || left[i] === 1) && (right[i] === dim || right[i] === 1))) {
    return undefined;
  }
  const wide = (x: Folded, own: readonly number[]) =>
    at({ dims: own, data: x.data }, dims, (index) => index.map((one, i) => (own[i] === 1 ? 0 : one)));
  const [x, y] = [wide(a, left), wide(b, right)];
  return x && y && { dims, data: x.data.map((one, i) => both(one, y.data[i]!)) };
}
