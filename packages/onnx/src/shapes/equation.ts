import type { NodeProto } from '../proto/onnx.ts';
import { stringAttribute } from './attributes.ts';

/** What an Einsum does, by the letters of its axes: `bn,bnd->bd`. */
export interface Equation {
  readonly inputs: readonly string[];
  readonly output: string;
}

/** The equation of an Einsum; `undefined` where it has an ellipsis, no result, or a letter twice in one place. */
export function equationOf(node: NodeProto): Equation | undefined {
  const [left, output, more] = (stringAttribute(node, 'equation') ?? '').replaceAll(' ', '').split('->');
  if (left === undefined || output === undefined || more !== undefined) return undefined;
  const inputs = left.split(',');
  const isPlain = (letters: string): boolean =>
    /^[A-Za-z]*$/.test(letters) && new Set(letters).size === letters.length;
  return inputs.length === node.input.length && [...inputs, output].every(isPlain)
    ? { inputs, output }
    : undefined;
}
