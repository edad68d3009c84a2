import type { NodeProto } from '../proto/onnx.ts';
import { stringAttribute } from './attributes.ts';

/** What an Einsum does, by the letters of its axes: `bn,bnd->bd`. */
export interface Equation {
  readonly inputs: readonly string[];
  readonly output: string;
}

/** Letters in place of an ellipsis, the last axis last. */
const spare = 'ZYXWVUTS';

/**
 * The equation of an Einsum, with letters for the axes of an ellipsis; `undefined` where it says no result, has a letter
 * twice in one place, or an ellipsis of a number of axes that is not known. `rankOf` tells how many axes an input has.
 */
export function equationOf(
  node: NodeProto,
  rankOf: (position: number) => number | undefined,
): Equation | undefined {
  const [left, right, more] = (stringAttribute(node, 'equation') ?? '').replaceAll(' ', '').split('->');
  if (left === undefined || right === undefined || more !== undefined) return undefined;
  const given = left.split(',');
  if (given.length !== node.input.length || [...spare].some((one) => left.includes(one))) return undefined;
  const dots = given.map((letters, at) =>
    letters.includes('...') ? (rankOf(at) ?? Number.NaN) - (letters.length - 3) : 0,
  );
  const widest = Math.max(...dots);
  if (!dots.every((count) => count >= 0 && count <= spare.length)) return undefined;
  const written = (letters: string, count: number): string =>
    letters.replace('...', [...spare.slice(0, count)].reverse().join(''));
  const inputs = given.map((letters, at) => written(letters, dots[at]!));
  const output = written(right, widest);
  const isPlain = (letters: string): boolean =>
    /^[A-Za-z]*$/.test(letters) && new Set(letters).size === letters.length;
  return [...inputs, output].every(isPlain) ? { inputs, output } : undefined;
}
