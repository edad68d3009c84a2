import { powersFrom } from '@ggem/core';
import type { Result } from './emit.ts';
import type { RecordedInputs } from './recordInputs.ts';
import { elementType, type Value } from './value.ts';

/**
 * What `record` gives. Where exponents are inputs, it records twice: in full, and for exponents none of which is near 0. One
 * If around the whole chooses when the graph runs: the formulas near 0 take several times as long as all the rest, and are
 * seldom needed.
 */
export function ifAnyNear(
  recorded: RecordedInputs,
  record: (recorded: RecordedInputs) => readonly Result[],
): readonly Result[] {
  const full = record(recorded);
  const { inputs, live, recorder } = recorded;
  const exponents = live.filter(isExponent).map(({ name }) => [name, inputs.parameters![name]!] as const);
  if (exponents.length === 0) return full;
  const areFar = exponents.map(([name, exponent]) => [name, { ...exponent, areFar: true }] as const);
  const parameters = { ...inputs.parameters, ...Object.fromEntries(areFar) };
  const far = record({ ...recorded, inputs: { ...inputs, parameters } });
  // Equal values are one object: a range may say already that no exponent is near 0.
  if (full.every(({ value }, i) => value === far[i]!.value)) return full;
  const tensors = exponents.map(([, { tensor }]) => tensor);
  const isAnyNear = anyNear(recorded, tensors);
  // Outputs that do not depend on it too, since onnxruntime warns of values that are shared with the inside of an If.
  return full.map(({ name, value }, i) => ({
    name,
    value: recorder.branch(isAnyNear, value, far[i]!.value),
  }));
}

/** Whether a parameter holds the exponents of a power mean, of the whole pooling or of a part. */
function isExponent({ name }: { readonly name: string }): boolean {
  return name === 'p' || name.endsWith('.p');
}

/** Whether any exponent is near 0, as a condition of rank 0. NaN is not. */
function anyNear({ recorder, compute }: RecordedInputs, exponents: readonly Value[]): Value {
  const { constant, node } = recorder;
  const dims = [1, 1, exponents.reduce((sum, { dims }) => sum + Number(dims[2]), 0)];
  const [one] = exponents;
  const all = exponents.length === 1 ? one! : node('Concat', exponents, { kind: compute, dims }, { axis: 2 });
  const sizes = node('Abs', [all], all);
  const areNear = node('Less', [sizes, constant(compute, [powersFrom])], { kind: 'bool', dims });
  // ReduceMax takes no conditions.
  const ones = node('Cast', [areNear], { kind: 'float32', dims }, { to: elementType.float32 });
  const most = node('ReduceMax', [ones], { kind: 'float32', dims: [] }, { keepdims: 0 });
  return node('Cast', [most], { kind: 'bool', dims: [] }, { to: elementType.bool });
}
