import { known, type Value } from '../value.ts';
import { attributeOf, withoutInputs } from './asAttributes.ts';
import type { Difference } from './difference.ts';

/** Starts, ends and axes were attributes. */
export const sliceByAttributes: Difference['before'] = (node, { node: write }) =>
  withoutInputs(node, write, {
    starts: attributeOf(node, 1),
    ends: attributeOf(node, 2),
    axes: node.inputs[3] === undefined ? [0] : attributeOf(node, 3),
  });

/**
 * onnxruntime believes that a Slice of set 10 with constant bounds cuts nothing off an open axis. The result then shares a
 * buffer with a value of the whole length, and the run fails. So the first bound is computed: `begin + length - length`.
 */
export const sliceOfOpenAxis: Difference['before'] = ({ op, inputs, attributes, result }, writer) => {
  const [x, begin, ...others] = inputs as [Value, Value, ...Value[]];
  const { node, constant, opset } = writer;
  const axis = known(inputs[3])?.[0] ?? 0;
  const areKnown = known(begin) !== undefined && known(others[0]) !== undefined;
  if (opset < 10 || !areKnown || typeof x.dims[axis] === 'number') return undefined;
  const int = { kind: 'int64', dims: [1] } as const;
  const shape = node('Shape', [x], { kind: 'int64', dims: [x.dims.length] });
  const length = node('Gather', [shape, constant('int64', [axis], [1])], int, { axis: 0 });
  const computed = node('Sub', [node('Add', [begin, length], int), length], int);
  return node(op, [x, computed, ...others], result, attributes);
};
