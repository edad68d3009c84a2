import { sizeOf } from '@ggem/core';
import type { NodeProto } from '../../proto/onnx.ts';
import { intAttribute, intsAttribute } from '../../shapes/attributes.ts';
import { type Folded, stepsOf, strided } from '../../shapes/folded.ts';
import { axesOf } from '../../shapes/outputInfos.ts';

/** All outputs of a node, from its inputs. */
export type HeadOperator = (
  node: NodeProto,
  inputs: readonly Folded[],
  opset: number,
) => readonly (Folded | undefined)[];

/** Operators of heads of attention that no small constant is computed by. */
export const headOperators: Readonly<Record<string, HeadOperator>> = {
  MatMul: (_, [a, b]) => [product(a!, b!)],
  Gemm: (node, [a, b, c]) => {
    const times = product(turned(a!, node, 'transA'), turned(b!, node, 'transB'));
    const [alpha, beta] = ['alpha', 'beta'].map(
      (name) => node.attribute.find((one) => one.name === name)?.f ?? 1,
    );
    const rows = c === undefined || c.data.length > (times.dims.at(-1) ?? 1) ? undefined : c.data;
    if (c !== undefined && rows === undefined) return [undefined];
    const data = times.data.map((x, i) => alpha! * x + (rows ? beta! * rows[i % rows.length]! : 0));
    return [{ dims: times.dims, data }];
  },
  Softmax: (node, [x], opset) => {
    const given = intAttribute(node, 'axis') ?? (opset < 13 ? 1 : -1);
    const axis = given < 0 ? given + x!.dims.length : given;
    const length = opset < 13 ? sizeOf(x!.dims.slice(axis)) : x!.dims[axis]!;
    return [{ dims: x!.dims, data: softmax(x!.data, length, opset < 13 ? 1 : stepsOf(x!.dims)[axis]!) }];
  },
  ReduceSum: (node, [x, listed]) => [sums(node, x!, listed)],
  ReduceMean: (node, [x, listed]) => {
    const total = sums(node, x!, listed);
    const count = total && x!.data.length / total.data.length;
    return [total && { dims: total.dims, data: total.data.map((one) => one / count!) }];
  },
  Split: (node, [x, listed]) => {
    const given = intAttribute(node, 'axis') ?? 0;
    const axis = given < 0 ? given + x!.dims.length : given;
    const parts = node.output.length;
    const each = Math.ceil(x!.dims[axis]! / parts);
    const sizes = listed?.data ?? intsAttribute(node, 'split') ?? new Array<number>(parts).fill(each);
    let from = 0;
    return sizes.map((size) => {
      from += size;
      return run(x!, axis, from - size, Math.min(size, x!.dims[axis]! - from + size));
    });
  },
  Gather: (node, [x, indices]) => {
    const given = intAttribute(node, 'axis') ?? 0;
    const axis = given < 0 ? given + x!.dims.length : given;
    if (x!.dims.length === 1) {
      return [{ dims: indices!.dims, data: indices!.data.map((i) => x!.data.at(i) ?? Number.NaN) }];
    }
    // One entry of an axis, as `unbind` takes it.
    if (indices!.data.length !== 1) return [undefined];
    const at = indices!.data[0]!;
    const one = run(x!, axis, at < 0 ? at + x!.dims[axis]! : at, 1);
    const dims = x!.dims.flatMap((dim, i) => (i === axis ? indices!.dims : [dim]));
    return [one && { dims, data: one.data }];
  },
};

/** Some entries of an axis in a row. */
function run(x: Folded, axis: number, from: number, length: number): Folded | undefined {
  const steps = stepsOf(x.dims);
  const dims = x.dims.map((dim, i) => (i === axis ? length : dim));
  return strided(x, dims, steps, x.data.length, from * steps[axis]!);
}

function turned(x: Folded, node: NodeProto, flag: string): Folded {
  if (intAttribute(node, flag) !== 1) return x;
  const [rows, columns] = x.dims as [number, number];
  return strided(x, [columns, rows], [1, columns], x.data.length)!;
}

/** A product of matrices; those of one operand are repeated along axes in front that it lacks or that have length 1. */
function product(a: Folded, b: Folded): Folded {
  const [left, right] = [a.dims.length === 1 ? [1, ...a.dims] : a.dims, columnOf(b.dims)];
  const [rows, length, columns] = [left.at(-2)!, left.at(-1)!, right.at(-1)!];
  const rank = Math.max(left.length, right.length) - 2;
  const [ofA, ofB] = [outer(left, rank), outer(right, rank)];
  const front = ofA.dims.map((dim, i) => (dim === 1 ? ofB.dims[i]! : dim));
  const count = sizeOf(front);
  const data = new Array<number>(count * rows * columns).fill(0);
  const steps = stepsOf(front);
  for (let m = 0; m < count; m++) {
    const place = ({ steps: own }: typeof ofA): number =>
      front.reduce((sum, dim, i) => sum + (Math.floor(m / steps[i]!) % dim) * own[i]!, 0);
    const [atA, atB] = [place(ofA) * rows * length, place(ofB) * length * columns];
    for (let r = 0; r < rows; r++) {
      const to = (m * rows + r) * columns;
      for (let k = 0; k < length; k++) {
        const x = a.data[atA + r * length + k]!;
        // Probes are mostly zeros.
        if (x === 0) continue;
        for (let c = 0; c < columns; c++) data[to + c]! += x * b.data[atB + k * columns + c]!;
      }
    }
  }
  const last = [...(a.dims.length === 1 ? [] : [rows]), ...(b.dims.length === 1 ? [] : [columns])];
  return { dims: [...front, ...last], data };
}

function columnOf(dims: readonly number[]): readonly number[] {
  return dims.length === 1 ? [...dims, 1] : dims;
}

/** The axes in front of a matrix, filled up to `rank`, and how many matrices lie between two along each. */
function outer(dims: readonly number[], rank: number) {
  const own = dims.slice(0, -2);
  const padded = [...new Array<number>(rank - own.length).fill(1), ...own];
  return { dims: padded, steps: stepsOf(padded).map((step, i) => (padded[i] === 1 ? 0 : step)) };
}

function softmax(x: readonly number[], length: number, step: number): readonly number[] {
  const to = new Array<number>(x.length);
  for (let row = 0; row < x.length / length; row++) {
    const first = Math.floor(row / step) * length * step + (row % step);
    let [largest, total] = [Number.NEGATIVE_INFINITY, 0];
    for (let i = 0; i < length; i++) largest = Math.max(largest, x[first + i * step]!);
    for (let i = 0; i < length; i++) total += Math.exp(x[first + i * step]! - largest);
    for (let i = 0; i < length; i++) to[first + i * step] = Math.exp(x[first + i * step]! - largest) / total;
  }
  return to;
}

function sums(node: NodeProto, x: Folded, listed: Folded | undefined): Folded | undefined {
  const axes = axesOf(node, () => (listed ? { numbers: listed.data, dims: listed.dims } : {}));
  if (axes === undefined) return undefined;
  const keep = intAttribute(node, 'keepdims') !== 0;
  const gone = new Set(axes.map((axis) => (axis < 0 ? axis + x.dims.length : axis)));
  const kept = x.dims.map((dim, i) => (gone.has(i) ? 1 : dim));
  const [steps, own] = [stepsOf(kept), stepsOf(x.dims)];
  const data = new Array<number>(sizeOf(kept)).fill(0);
  for (let flat = 0; flat < x.data.length; flat++) {
    let to = 0;
    for (let i = 0; i < kept.length; i++) {
      if (!gone.has(i)) to += (Math.floor(flat / own[i]!) % x.dims[i]!) * steps[i]!;
    }
    data[to]! += x.data[flat]!;
  }
  return { dims: keep ? kept : x.dims.filter((_, i) => !gone.has(i)), data };
}
