import type { Folded } from '../shapes/folded.ts';
import type { Dim } from '../shapes/shape.ts';
import type { Piece, Window } from './meaning.ts';
import type { Numbers } from './numbers.ts';

type Axes = readonly (readonly Piece[])[];

/** Which parts of the base's axes a value has, and what is known of the lengths of the base. */
export interface Placed {
  readonly axes: Axes;
  readonly windows: ReadonlyMap<number, Window>;
}

/** The axes of a value as its own. */
export function wholeAxes(rank: number): Axes {
  return Array.from({ length: rank }, (_, axis) => [{ axis, inner: 1, length: undefined }]);
}

/** How many entries of an axis are used. */
export function windowLength(dims: readonly Dim[], windows: Placed['windows'], axis: number): Dim {
  const window = windows.get(axis);
  const dim = dims[axis];
  if (window === undefined) return dim;
  if (window.to !== undefined) return window.to - window.from;
  return typeof dim === 'number' ? dim - window.from : undefined;
}

/** Whether a piece is a whole axis. */
export function isWhole(piece: Piece, dims: readonly Dim[], windows: Placed['windows']): boolean {
  return (
    piece.length === undefined ||
    (piece.inner === 1 && piece.length === windowLength(dims, windows, piece.axis))
  );
}

function lengthOf(piece: Piece, dims: readonly Dim[], windows: Placed['windows']): Dim {
  return piece.length ?? windowLength(dims, windows, piece.axis);
}

/** The numbers of a constant that meets a value with these axes: one for all, or one for each entry of an axis of the base. */
export function numbersAlong(
  { dims, data }: Folded,
  { axes, windows }: Placed,
  baseDims: readonly Dim[],
): Numbers | undefined {
  if (data.every((x) => x === data[0]) && data.length > 0) return { list: [data[0]!] };
  const skipped = axes.length - dims.length;
  if (skipped < 0) return undefined;
  const pieces: { readonly piece: Piece; readonly length: number; readonly stride: number }[] = [];
  let stride = 1;
  for (let i = dims.length - 1; i >= 0; i--) {
    if (dims[i] === 1) continue;
    let within = stride;
    for (const piece of [...axes[i + skipped]!].reverse()) {
      const length = lengthOf(piece, baseDims, windows);
      if (typeof length !== 'number') return undefined;
      pieces.push({ piece, length, stride: within });
      within *= length;
    }
    stride *= dims[i]!;
    if (within !== stride) return undefined;
  }
  const axis = pieces[0]?.piece.axis;
  if (axis === undefined || pieces.some(({ piece }) => piece.axis !== axis)) return undefined;
  const count = windowLength(baseDims, windows, axis);
  if (typeof count !== 'number' || count > data.length * 4096) return undefined;
  const list = Array.from({ length: count }, (_, i) => {
    const place = pieces.reduce(
      (sum, { piece, length, stride: step }) => sum + (Math.floor(i / piece.inner) % length) * step,
      0,
    );
    return data[place]!;
  });
  return { axis, list };
}

/** The axes after a reshape; `undefined` where it mixes them or not enough is known. */
export function reshaped(
  { axes, windows }: Placed,
  baseDims: readonly Dim[],
  wanted: readonly Dim[],
): Axes | undefined {
  const length = (piece: Piece): Dim => lengthOf(piece, baseDims, windows);
  const all = axes.flat();
  const pieces = all.filter((piece) => length(piece) !== 1);
  const result: (readonly Piece[])[] = wanted.map(() => []);
  // An axis that is 1 long goes where there is one in front: the batch.
  const [first] = all;
  if (first !== undefined && length(first) === 1 && wanted[0] === 1) result[0] = [first];
  const open = wanted.flatMap((dim, at) => (dim === 1 ? [] : [at]));
  const fits = (
    piece: Piece | undefined,
    at: number | undefined,
    { isFirst }: { readonly isFirst: boolean },
  ): boolean => {
    if (piece === undefined || at === undefined) return false;
    const [has, wants] = [length(piece), wanted[at]];
    return has === wants && (has !== undefined || isFirst);
  };
  let front = 0;
  while (fits(pieces[front], open[front], { isFirst: front === 0 })) {
    result[open[front]!] = [pieces[front]!];
    front++;
  }
  let [p, o] = [pieces.length - 1, open.length - 1];
  while (p >= front && o >= front) {
    if (fits(pieces[p], open[o], { isFirst: false })) {
      result[open[o--]!] = [pieces[p--]!];
      continue;
    }
    // The last axis may be split although a length in front of it is open: the groups of channels.
    const split =
      p > front ? splitAtEnd(pieces[p]!, length(pieces[p]!), wanted, open.slice(front, o + 1)) : [];
    if (split.length === 0) break;
    for (const part of split) result[open[o--]!] = [part];
    p--;
  }
  const left = pieces.slice(front, p + 1);
  const places = open.slice(front, o + 1);
  if (left.length === 0 && places.length === 0) return result;
  if (left.length === places.length) {
    // The other axes belong together one by one, unless known lengths differ.
    const isLike = left.every((piece, i) => {
      const [has, wants] = [length(piece), wanted[places[i]!]];
      return typeof has !== 'number' || typeof wants !== 'number' || has === wants;
    });
    if (!isLike || left.length > 1) return undefined;
    result[places[0]!] = left;
    return result;
  }
  if (places.length === 1 && left.length > 1) {
    result[places[0]!] = merged(left, length).map((piece) =>
      isWhole(piece, baseDims, windows) ? { ...piece, length: undefined } : piece,
    );
    return result;
  }
  if (left.length !== 1) return undefined;
  const lengths = places.map((at) => wanted[at]);
  const [piece] = left;
  const total = length(piece!);
  if (!lengths.every((dim) => typeof dim === 'number') || typeof total !== 'number') return undefined;
  if (lengths.reduce((a, b) => a * b, 1) !== total) return undefined;
  let inner = piece!.inner * total;
  places.forEach((at, i) => {
    inner /= lengths[i]!;
    result[at] = [{ axis: piece!.axis, inner, length: lengths[i]! }];
  });
  return result;
}

/** The parts of a piece that become the last axes of a reshape, the last one first. Their lengths multiply to its length. */
function splitAtEnd(
  piece: Piece,
  total: Dim,
  wanted: readonly Dim[],
  places: readonly number[],
): readonly Piece[] {
  if (typeof total !== 'number') return [];
  const parts: Piece[] = [];
  let product = 1;
  for (const at of [...places].reverse()) {
    const length = wanted[at];
    if (typeof length !== 'number' || product === total) break;
    parts.push({ axis: piece.axis, inner: piece.inner * product, length });
    product *= length;
  }
  return product === total && parts.length > 1 && parts.length < places.length ? parts : [];
}

/** Joins neighbouring pieces of one axis where they stand in the order that they have in that axis. */
function merged(pieces: readonly Piece[], length: (piece: Piece) => Dim): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    const [outer, own] = [last && length(last), length(piece)];
    if (
      last?.axis === piece.axis &&
      typeof outer === 'number' &&
      typeof own === 'number' &&
      last.inner === piece.inner * own
    ) {
      result[result.length - 1] = { axis: piece.axis, inner: piece.inner, length: outer * own };
    } else result.push(piece);
  }
  return result;
}
