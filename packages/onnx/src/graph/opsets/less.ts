import { elementType, type Value } from '../value.ts';
import type { Difference } from './difference.ts';

/** Floats alone were compared: whole numbers are, as float32, which keeps their order and is exact to 16 million. */
export const less: Difference['before'] = ({ op, inputs, result }, { node }) => {
  const [a, b] = inputs as [Value, Value];
  if (a.kind.startsWith('float')) return undefined;
  const asFloat = (x: Value): Value =>
    node('Cast', [x], { kind: 'float32', dims: x.dims }, { to: elementType.float32 });
  return node(op, [asFloat(a), asFloat(b)], result);
};
