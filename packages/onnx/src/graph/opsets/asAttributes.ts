import type { Recorder } from '../recorder.ts';
import { type Attributes, known, type Value } from '../value.ts';
import type { ModernNode } from './difference.ts';

/** The numbers of an input that used to be an attribute. */
export function attributeOf({ op, inputs }: ModernNode, at: number): readonly number[] {
  const numbers = known(inputs[at]);
  if (numbers === undefined) throw new TypeError(`onnx: input ${at} of ${op} must be known.`);
  return numbers;
}

/** A node of its first input alone, the others as attributes. */
export function withoutInputs(
  { op, inputs, attributes, result }: ModernNode,
  node: Recorder['node'],
  others: Attributes,
): Value {
  return node(op, [inputs[0]], result, { ...attributes, ...others });
}
