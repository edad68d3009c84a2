import type { TypeProto } from '../proto/onnx.ts';

/** The length of an axis: a number, the model's name for it, or `undefined` where it is not known. */
export type Dim = number | string | undefined;

/** What is known of a value without a run of the model. */
export interface Info {
  /** Element type, a number of `dataType`. */
  readonly type?: number | undefined;
  /** Lengths of the axes; `undefined` where not even their number is known. */
  readonly dims?: readonly Dim[] | undefined;
  /** The whole numbers in it, where it is a small list such as axes or a shape. */
  readonly numbers?: readonly Dim[] | undefined;
}

/** What a declared type says. */
export function declaredInfo(type: TypeProto | undefined): Info {
  if (type?.value.case !== 'tensorType') return {};
  const { elemType, shape } = type.value.value;
  const dims = shape?.dim.map(({ value }): Dim => {
    if (value.case === 'dimParam') return value.value === '' ? undefined : value.value;
    // Exporters write 0 and -1 for lengths that are open.
    return value.case === 'dimValue' && value.value > 0n ? Number(value.value) : undefined;
  });
  return { ...(elemType > 0 && { type: elemType }), ...(dims !== undefined && { dims }) };
}

/** What two sources know of the same value, together; where they differ, the first counts. */
export function merge(a: Info, b: Info): Info {
  const type = a.type ?? b.type;
  const numbers = a.numbers ?? b.numbers;
  const dims =
    a.dims !== undefined && b.dims?.length === a.dims.length
      ? a.dims.map((dim, i) => better(dim, b.dims![i]))
      : (a.dims ?? b.dims);
  return { type, dims, numbers };
}

/** The length that says more: a number before a name, a name before nothing. */
export function better(a: Dim, b: Dim): Dim {
  if (typeof a === 'number') return a;
  return typeof b === 'number' ? b : (a ?? b);
}

/** Dims as a person reads them: `[N, 197, 192]`, `?` for what is not known. */
export function showDims(dims: readonly Dim[] | undefined): string {
  return dims === undefined ? 'of unknown rank' : `[${dims.map((dim) => dim ?? '?').join(', ')}]`;
}
