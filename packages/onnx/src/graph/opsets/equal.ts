import { known, type Value } from '../value.ts';
import type { Difference, Writer } from './difference.ts';

/** Equal did not take floats. `a = b` holds where neither `a < b` nor `b < a` does, and neither side is NaN. */
export const equal: Difference['before'] = ({ inputs, result }, writer) => {
  const [a, b] = inputs as [Value, Value];
  if (!a.kind.startsWith('float')) return undefined;
  const { node } = writer;
  const areNumbers = [...new Set([a, b])].flatMap((x) => isNumber(x, writer) ?? []);
  const parts = a === b ? areNumbers : [...areNumbers, alike(a, b, result.dims, writer)];
  const [first, ...others] = parts;
  return others.reduce((both, part) => node('And', [both, part], result), first!);
};

function alike(a: Value, b: Value, dims: Value['dims'], { node }: Writer): Value {
  const bool = { kind: 'bool', dims } as const;
  const differ = node('Or', [node('Less', [a, b], bool), node('Less', [b, a], bool)], bool);
  return node('Not', [differ], bool);
}

/** A condition that is true where a value is no NaN; `undefined` for a constant without NaN. */
export function isNumber(x: Value, { node, constant }: Writer): Value | undefined {
  const data = known(x);
  if (data !== undefined && !data.some(Number.isNaN)) return undefined;
  const bool = { kind: 'bool', dims: x.dims } as const;
  const endless = constant(x.kind, [Number.POSITIVE_INFINITY]);
  const below = constant(x.kind, [Number.NEGATIVE_INFINITY]);
  return node('Or', [node('Less', [x, endless], bool), node('Less', [below, x], bool)], bool);
}
