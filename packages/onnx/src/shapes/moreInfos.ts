import { dataType, type NodeProto } from '../proto/onnx.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { equationOf } from './equation.ts';
import { filledNumbers } from './lists.ts';
import { resizedDims } from './resizedDims.ts';
import { better, type Dim, type Info } from './shape.ts';

type Inputs = (position: number) => Info;
type Rule = (node: NodeProto, input: Inputs) => Info;

const longest = 16;

/** Axes of which only the number is known. */
const open = (rank: Dim): readonly Dim[] | undefined =>
  typeof rank === 'number' && rank <= longest ? Array.from({ length: rank }, () => undefined) : undefined;

/** The lengths in a list of whole numbers; open ones if only the length of the list is known. */
function listed({ numbers, dims }: Info): readonly Dim[] | undefined {
  const known = numbers?.map((one) => (typeof one === 'number' && one < 0 ? undefined : one));
  return known ?? (dims?.length === 1 ? open(dims[0]) : undefined);
}

/** A value repeated to a shape; where the shape has a 1, the value's own length stays. */
const expand: Rule = (_, input) => {
  const { type, dims } = input(0);
  const shape = listed(input(1));
  if (shape === undefined) return { type };
  const rank = Math.max(shape.length, dims?.length ?? 0);
  const at = (list: readonly Dim[] | undefined, i: number): Dim =>
    list === undefined ? undefined : i < rank - list.length ? 1 : list[i - rank + list.length];
  return {
    type,
    dims: Array.from({ length: rank }, (_, i) => {
      const [own, wanted] = [at(dims, i), at(shape, i)];
      return wanted === 1
        ? own
        : own === 1 || own === undefined
          ? wanted
          : typeof own === 'number'
            ? own
            : (wanted ?? own);
    }),
  };
};

const tile: Rule = (_, input) => {
  const { type, dims } = input(0);
  const { numbers } = input(1);
  const times = (dim: Dim, by: Dim): Dim =>
    by === 1 ? dim : typeof dim === 'number' && typeof by === 'number' ? dim * by : undefined;
  return { type, dims: dims?.map((dim, i) => times(dim, numbers?.[i])) };
};

const filled: Rule = (node, input) => {
  const value = node.attribute.find(({ name }) => name === 'value')?.t;
  const dims = listed(input(0));
  return { type: value?.dataType ?? 1, dims, numbers: filledNumbers(node, dims) };
};

/** Batch and channels stay, the map gets another size. */
const resized: Rule = (node, input) => {
  const { type, dims } = input(0);
  const { numbers: sizes } = input(3);
  if (dims === undefined || node.input.length < 4) {
    return { type, dims: dims?.map((dim, i) => (i < 2 ? dim : undefined)) };
  }
  return { type, dims: resizedDims(node, dims, { sizes }) };
};

const padded: Rule = (node, input) => {
  const { type, dims } = input(0);
  const { numbers } = input(1);
  const pads = numbers ?? intsAttribute(node, 'pads');
  return {
    type,
    dims: dims?.map((dim, i) => {
      const [before, after] = [pads?.[i], pads?.[i + dims.length]];
      if (before === 0 && after === 0) return dim;
      const isKnown = typeof dim === 'number' && typeof before === 'number' && typeof after === 'number';
      return isKnown ? dim + before + after : undefined;
    }),
  };
};

const transposedConv: Rule = (node, input) => {
  const { type, dims } = input(0);
  const kernel = input(1).dims;
  const rank = dims?.length ?? kernel?.length;
  const perGroup = kernel?.[1];
  const channels = typeof perGroup === 'number' ? perGroup * (intAttribute(node, 'group') ?? 1) : undefined;
  return rank === undefined
    ? { type }
    : {
        type,
        dims: Array.from({ length: rank }, (_, i) => (i === 0 ? dims?.[0] : i === 1 ? channels : undefined)),
      };
};

/** The last axis may change its length. */
const attention: Rule = (_, input) => {
  const { type, dims } = input(0);
  return { type, dims: dims?.length === 3 ? [dims[0], dims[1], undefined] : dims };
};

const argMax: Rule = (node, input) => {
  const { dims } = input(0);
  const given = intAttribute(node, 'axis') ?? 0;
  const axis = dims && given < 0 ? given + dims.length : given;
  const keep = intAttribute(node, 'keepdims') !== 0;
  const left = dims?.flatMap((dim, i): readonly Dim[] => (i !== axis ? [dim] : keep ? [1] : []));
  return { type: dataType.int64, dims: left };
};

const range: Rule = (_, input) => ({ type: input(0).type, dims: [undefined] });

/** The result has the type of the scale, not of the whole numbers. */
const dequantize: Rule = (_, input) => ({ type: input(1).type, dims: input(0).dims });

const quantize: Rule = (_, input) => ({ type: input(2).type ?? dataType.uint8, dims: input(0).dims });

/** So many of an axis; their places, the second output, are whole numbers. */
const largest: Rule = (node, input) => {
  const { type, dims } = input(0);
  const given = intAttribute(node, 'axis') ?? -1;
  const axis = dims && given < 0 ? given + dims.length : given;
  const k = intAttribute(node, 'k') ?? input(1).numbers?.[0];
  return { type, dims: dims?.map((dim, i) => (i === axis ? k : dim)) };
};

/** Each letter of the equation has one length. */
const einsum: Rule = (node, input) => {
  const { type } = input(0);
  const equation = equationOf(node, (at) => input(at).dims?.length);
  const lengths = new Map<string, Dim>();
  equation?.inputs.forEach((letters, at) => {
    const { dims } = input(at);
    for (const [i, letter] of [...letters].entries()) {
      const known = lengths.get(letter);
      lengths.set(letter, known === 1 ? dims?.[i] : better(known, dims?.[i]));
    }
  });
  return { type, dims: equation && [...equation.output].map((letter) => lengths.get(letter)) };
};

/** Blocks of a map become channels (`depth`), or channels become blocks of the map (`space`). */
const blocks =
  (to: 'depth' | 'space'): Rule =>
  (node, input) => {
    const { type, dims } = input(0);
    const size = intAttribute(node, 'blocksize') ?? 1;
    const by = (dim: Dim, factor: number): Dim =>
      typeof dim === 'number' ? Math.floor(dim * factor) : undefined;
    const [deep, wide] = to === 'depth' ? [size * size, 1 / size] : [1 / (size * size), size];
    return { type, dims: dims?.map((dim, i) => (i === 0 ? dim : by(dim, i === 1 ? deep : wide))) };
  };

/** Type and shape of a pooled map, for the quantised operator of onnxruntime. */
const quantisedGlobalPool: Rule = (node, input) => {
  const { type, dims } = input(0);
  const isLast = intAttribute(node, 'channels_last') === 1;
  return {
    type,
    dims: dims?.map((dim, i) => (i === 0 || i === (isLast ? dims.length - 1 : 1) ? dim : 1)),
  };
};

const quantisedConv: Rule = (_, input) => {
  const [{ type, dims }, kernel] = [input(0), input(3).dims];
  const rank = dims?.length ?? kernel?.length;
  return rank === undefined
    ? { type }
    : {
        type,
        dims: Array.from({ length: rank }, (_, i) =>
          i === 0 ? dims?.[0] : i === 1 ? kernel?.[0] : undefined,
        ),
      };
};

/** Rules of operators that rarely stand beside a pooling. */
export const moreInfos: readonly (readonly [string, Rule])[] = [
  ['ArgMax ArgMin', argMax],
  ['Range', range],
  ['DequantizeLinear', dequantize],
  ['QuantizeLinear', quantize],
  ['Expand', expand],
  ['Tile', tile],
  ['ConstantOfShape', filled],
  ['Resize Upsample', resized],
  ['Pad', padded],
  ['ConvTranspose', transposedConv],
  ['Attention', attention],
  ['TopK', largest],
  ['Einsum', einsum],
  ['GatherElements', (_, input) => ({ type: input(0).type, dims: input(1).dims })],
  ['DepthToSpace', blocks('space')],
  ['SpaceToDepth', blocks('depth')],
  ['QLinearGlobalAveragePool', quantisedGlobalPool],
  ['QLinearConv', quantisedConv],
];

/** What is known of the parts of a Split. */
export function splitInfos(node: NodeProto, input: Inputs): readonly Info[] {
  const { type, dims } = input(0);
  const given = intsAttribute(node, 'split') ?? input(1).numbers;
  const axis = intAttribute(node, 'axis') ?? 0;
  const place = dims && (axis < 0 ? axis + dims.length : axis);
  return node.output.map((_, i) => {
    const whole = place === undefined ? undefined : dims?.[place];
    const even =
      typeof whole === 'number' && given === undefined ? Math.ceil(whole / node.output.length) : undefined;
    const last = even !== undefined && typeof whole === 'number' ? whole - even * i : undefined;
    const length = given?.[i] ?? (even === undefined ? undefined : Math.min(even, last!));
    return { type, dims: dims?.map((dim, at) => (at === place ? length : dim)) };
  });
}
