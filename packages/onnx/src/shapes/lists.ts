import type { NodeProto } from '../proto/onnx.ts';
import type { Dim, Info } from './shape.ts';
import { tensorNumbers } from './tensorNumbers.ts';

type Inputs = (position: number) => Info;
type Numbers = readonly Dim[] | undefined;

/** A list filled with one number; only lists of lengths matter. */
export function filledNumbers(node: NodeProto, dims: readonly Dim[] | undefined): Numbers {
  const value = node.attribute.find(({ name }) => name === 'value')?.t;
  const [length, more] = dims ?? [];
  const number = value === undefined ? 0 : tensorNumbers(value)?.[0];
  if (typeof length !== 'number' || more !== undefined || dims!.length !== 1 || length > longest)
    return undefined;
  return new Array<Dim>(length).fill(number);
}

const longest = 16;

/**
 * Lists of lengths through the operators by which exporters replace a -1 in the shape of an Expand: the product of numbers,
 * equality (1 or 0; a length is never negative), and a choice.
 */
export function listNumbers(node: NodeProto, input: Inputs): Numbers {
  const [a, b, c] = [input(0).numbers, input(1).numbers, input(2).numbers];
  if (a === undefined || b === undefined) return undefined;
  switch (node.opType) {
    case 'Mul':
      return together(a, b, (x, y) => (typeof x === 'number' && typeof y === 'number' ? x * y : undefined));
    case 'Equal':
      return together(a, b, (x, y) => equal(x, y) ?? equal(y, x));
    case 'Where':
      return c?.length === a.length && b.length === a.length
        ? a.map((chosen, i) => (chosen === undefined ? undefined : chosen === 1 ? b[i] : c[i]))
        : undefined;
    default:
      return undefined;
  }
}

function together(a: readonly Dim[], b: readonly Dim[], both: (x: Dim, y: Dim) => Dim): Numbers {
  const length = Math.max(a.length, b.length);
  if (length > longest || [a, b].some((one) => one.length !== length && one.length !== 1)) return undefined;
  const at = (list: readonly Dim[], i: number): Dim => list[list.length === 1 ? 0 : i];
  return Array.from({ length }, (_, i) => both(at(a, i), at(b, i)));
}

function equal(x: Dim, y: Dim): Dim {
  if (typeof x === 'number' && typeof y === 'number') return Number(x === y);
  return typeof x === 'string' && typeof y === 'number' && y < 0 ? 0 : undefined;
}
