/** The length of an axis: a number, or a name for an open one; `tokens-1` is one fewer than `tokens`. */
export type Dim = number | string;

/** Element type of a value inside a graph. */
export type Kind = 'float32' | 'float16' | 'float64' | 'bool' | 'int32' | 'int64';

/**
 * A value of a graph that is being recorded: what gives it, and what is known of it. Equal values are the same object, so
 * that a graph computes nothing twice.
 */
export interface Value {
  /** Position in the order of recording. It is larger than those of the values that this one is computed from. */
  readonly id: number;
  readonly kind: Kind;
  readonly dims: readonly Dim[];
  readonly source: Source;
}

/** What gives a value. */
export type Source =
  | { readonly type: 'input'; readonly name: string }
  | { readonly type: 'constant'; readonly data: readonly number[] }
  | {
      readonly type: 'node';
      readonly op: string;
      /** `undefined` is an optional input that is left out. */
      readonly inputs: readonly (Value | undefined)[];
      readonly attributes: Attributes;
    }
  /** One of two values, by a condition of rank 0; only the chosen one is computed. */
  | { readonly type: 'branch'; readonly condition: Value; readonly yes: Value; readonly no: Value };

/** Attributes of a node. A plain number is a whole one; a float is written `{ float }`, a text `{ text }`. */
export type Attributes = Readonly<
  Record<string, number | readonly number[] | { readonly float: number } | { readonly text: string }>
>;

/** The numbers of a value that is known while the graph is recorded. */
export function known(value: Value | undefined): readonly number[] | undefined {
  return value?.source.type === 'constant' ? value.source.data : undefined;
}

/** An axis that is longer by so many. */
export function longer(dim: Dim, by: number): Dim {
  if (typeof dim === 'number') return dim + by;
  const [, name = dim, offset = '0'] = /^(.*?)([+-]\d+)?$/.exec(dim) ?? [];
  const total = Number(offset) + by;
  return total === 0 ? name : `${name}${total > 0 ? '+' : ''}${total}`;
}

/** The shape that values broadcast to. */
export function broadcast(...shapes: readonly (readonly Dim[])[]): readonly Dim[] {
  const rank = Math.max(...shapes.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((dims) => dims[axis - rank + dims.length] ?? 1).filter((dim) => dim !== 1);
    return lengths.find((dim) => typeof dim === 'number') ?? lengths[0] ?? 1;
  });
}

/** Numbers of the element types in ONNX, `TensorProto.DataType`. */
export const elementType: Readonly<Record<Kind, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

export function inputName({ source }: Value): string {
  if (source.type !== 'input') throw new TypeError('onnx: a graph is given inputs only.');
  return source.name;
}
