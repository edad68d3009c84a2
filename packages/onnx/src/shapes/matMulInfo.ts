import type { NodeProto } from '../proto/onnx.ts';
import { intAttribute } from './attributes.ts';
import { broadcastDims } from './broadcastDims.ts';
import type { Info } from './shape.ts';

/** Type and shape of a product of matrices, of onnxruntime's FusedMatMul too. */
export function matMulInfo(node: NodeProto, input: (position: number) => Info): Info {
  const { type } = input(0);
  const a = batchFirst(node, 'transBatchA', input(0).dims);
  const b = batchFirst(node, 'transBatchB', input(1).dims);
  if (a === undefined || b === undefined) return { type };
  const rows = a.at(intAttribute(node, 'transA') ? -1 : -2);
  const columns = b.at(intAttribute(node, 'transB') ? -2 : -1);
  // An operand of one axis counts as a row on the left and as a column on the right; its axis is removed again.
  const ends = [...(a.length > 1 ? [rows] : []), ...(b.length > 1 ? [columns] : [])];
  return { type, dims: [...broadcastDims(a.slice(0, -2), b.slice(0, -2)), ...ends] };
}

/** FusedMatMul may take the first axis as the rows of its matrices, and those between as the batch. */
function batchFirst(node: NodeProto, name: string, dims: Info['dims']): Info['dims'] {
  if (dims === undefined || dims.length < 3 || intAttribute(node, name) !== 1) return dims;
  return [...dims.slice(1, -1), dims[0], dims.at(-1)];
}
