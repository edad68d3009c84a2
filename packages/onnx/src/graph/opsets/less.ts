import { elementType, type Value } from '../value.ts';
import type { Difference } from './difference.ts';

/** Less took only floats. Whole numbers are compared as float32, which is exact up to 16 million and keeps their order. */
export const less: Difference['before'] = ({ op, inputs, result }, { node }) => {
  const [a, b] = inputs as [Value, Value];
  if (a.kind.startsWith('float')) return undefined;
  const asFloat = (x: Value): Value =>
    node('Cast', [x], { kind: 'float32', dims: x.dims }, { to: elementType.float32 });
  return node(op, [asFloat(a), asFloat(b)], result);
};
