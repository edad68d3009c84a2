import { attributeOf, withoutInputs } from './asAttributes.ts';
import type { Difference } from './difference.ts';

/** Bounds were attributes before set 11, and onnxruntime clips float64 only from set 12 on. */
export const clip: Difference['before'] = (modern, writer) => {
  const { inputs, result } = modern;
  const { node, opset } = writer;
  const [x, low, high] = inputs;
  if (result.kind === 'float64') {
    const bool = { kind: 'bool', dims: result.dims } as const;
    const raised = node('Where', [node('Less', [x, low], bool), low, x], result);
    return node('Where', [node('Less', [high, raised], bool), high, raised], result);
  }
  if (opset >= 11) return undefined;
  const [min, max] = [attributeOf(modern, 1)[0]!, attributeOf(modern, 2)[0]!];
  return withoutInputs(modern, node, { min: { float: min }, max: { float: max } });
};
