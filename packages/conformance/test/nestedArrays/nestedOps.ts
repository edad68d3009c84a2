import { float64, groupOf, type Operand, type RaggedOps } from '@ggem/core';

/** A tensor of rank 3, `[batch, tokens, channels]`, as plain JavaScript spells it. */
export type Nested = number[][][];

type Shape3 = [batch: number, tokens: number, channels: number];

/** The operations on nested arrays. Conditions are 1 and 0. */
export const nestedOps: RaggedOps<Nested> = {
  float: float64,
  add: (a, b) => zip((x, y) => x + y, a, b),
  sub: (a, b) => zip((x, y) => x - y, a, b),
  mul: (a, b) => zip((x, y) => x * y, a, b),
  div: (a, b) => zip((x, y) => x / y, a, b),
  exp: (x) => zip(Math.exp, x),
  log: (x) => zip(Math.log, x),
  clamp: (x, low, high) => zip((value) => Math.min(Math.max(value, low), high), x),
  less: (a, b) => zip((x, y) => (x < y ? 1 : 0), a, b),
  equal: (a, b) => zip((x, y) => (x === y ? 1 : 0), a, b),
  select: (condition, yes, no) => zip((holds, y, n) => (holds === 1 ? y : n), condition, yes, no),
  sum: (x) => overTokens(x, 0, (total, value) => total + value),
  max: (x) => overTokens(x, -Infinity, Math.max),
  count: (x) => shapeOf(x)[1],
  positions: (x) => build([1, shapeOf(x)[1], 1], (_, token) => token),
  expand: (x, like) => zip((value) => value, x, like),
  slice: (x, begin, end) => x.map((image) => image.slice(begin, end)),
  pad: (x, before) => x.map((image) => [...build([1, before, shapeOf(x)[2]], () => 0)[0]!, ...image]),
  transpose: (x) => {
    const [batch, tokens, channels] = shapeOf(x);
    return build([batch, channels, tokens], (b, t, c) => x[b]![c]![t]!);
  },
  constant: (values, axis) => [axis === 'tokens' ? values.map((value) => [value]) : [[...values]]],
  spread: (values, layout) =>
    eachToken(values, (groups) => range(layout.channels, (c) => groups[groupOf(c, layout)]!)),
  collect: (x, layout) =>
    eachToken(x, (channels) => {
      const sums = new Array<number>(layout.groups).fill(0);
      for (const [c, value] of channels.entries()) sums[groupOf(c, layout)]! += value;
      return sums;
    }),
  sumBatch: (x) => [x.reduce((total, image) => zip((a, b) => a + b, [total], [image])[0]!)],
  concat: (parts) => parts[0]!.map((image, b) => image.map((_, t) => parts.flatMap((part) => part[b]![t]!))),
  sliceChannels: (x, begin, end) => eachToken(x, (channels) => channels.slice(begin, end)),
  linear: (x, matrices) =>
    x.flatMap((image, b) => {
      const matrix = matrices[b] ?? matrices[0]!;
      return eachToken([image], (channels) =>
        channels
          .map((value, i) => matrix[i]!.map((weight) => value * weight))
          .reduce((total, row) => total.map((sum, o) => sum + row[o]!)),
      );
    }),
  unpack: (x, offsets) => {
    const images = offsets.slice(1).map((end, b) => x[0]!.slice(offsets[b], end));
    const longest = Math.max(...images.map((image) => image.length));
    const padding = build([1, longest, shapeOf(x)[2]], () => 0)[0]!;
    return images.map((image) => [...image, ...padding.slice(image.length)]);
  },
  pack: (x, offsets) => [x.flatMap((image, b) => image.slice(0, offsets[b + 1]! - offsets[b]!))],
};

/** Lengths of the axes, read off the first entry of each. */
export function shapeOf(x: Nested): Shape3 {
  return [x.length, x[0]?.length ?? 0, x[0]?.[0]?.length ?? 0];
}

/** A tensor from a function of the position. */
export function build(
  [batch, tokens, channels]: Shape3,
  at: (b: number, t: number, c: number) => number,
): Nested {
  return range(batch, (b) => range(tokens, (t) => range(channels, (c) => at(b, t, c))));
}

function range<V>(length: number, at: (index: number) => V): V[] {
  const values: V[] = [];
  for (let index = 0; index < length; index++) values.push(at(index));
  return values;
}

/** Applies a function at every position of the shape that the operands broadcast to. It ignores operands left out. */
function zip(
  compute: (x: number, y: number, z: number) => number,
  first: Operand<Nested>,
  second: Operand<Nested> = 0,
  third: Operand<Nested> = 0,
): Nested {
  const x = lift(first);
  const y = lift(second);
  const z = lift(third);
  const [batch, tokens, channels] = [x, y, z].map(shapeOf).reduce(broadcast);
  return range(batch, (b) =>
    range(tokens, (t) => {
      const [xs, ys, zs] = [at(at(x, b), t), at(at(y, b), t), at(at(z, b), t)];
      return range(channels, (c) => compute(at(xs, c), at(ys, c), at(zs, c)));
    }),
  );
}

function lift(x: Operand<Nested>): Nested {
  return typeof x === 'number' ? [[[x]]] : x;
}

function broadcast(a: Shape3, b: Shape3): Shape3 {
  const longer = (axis: 0 | 1 | 2) => (a[axis] === 1 ? b[axis] : a[axis]);
  return [longer(0), longer(1), longer(2)];
}

/** The entry at an index; an axis of length 1 has the same entry at every index. */
function at<V>(axis: readonly V[], index: number): V {
  return axis[axis.length === 1 ? 0 : index]!;
}

function eachToken(x: Nested, change: (channels: number[]) => number[]): Nested {
  return x.map((image) => image.map(change));
}

function overTokens(x: Nested, start: number, combine: (total: number, value: number) => number): Nested {
  const [batch, , channels] = shapeOf(x);
  return build([batch, 1, channels], (b, _t, c) =>
    inHalves(x[b]!, start, (total, token) => combine(total, token[c]!), combine),
  );
}

/** Sums halves of halves: added one after the other, many equal terms would all be rounded in the same direction. */
function inHalves<V>(
  values: readonly V[],
  start: number,
  step: (total: number, value: V) => number,
  join: (left: number, right: number) => number,
): number {
  if (values.length <= 64) return values.reduce(step, start);
  const middle = Math.ceil(values.length / 2);
  const [left, right] = [values.slice(0, middle), values.slice(middle)];
  return join(inHalves(left, start, step, join), inHalves(right, start, step, join));
}
