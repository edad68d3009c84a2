import { dataType, type NodeProto } from '../proto/onnx.ts';
import { constantIntegers } from './constants.ts';
import type { Info } from './shape.ts';

/** An attribute of a node that is a whole number. */
export function intAttribute(node: NodeProto, name: string): number | undefined {
  const found = node.attribute.find((attribute) => attribute.name === name);
  return found === undefined ? undefined : Number(found.i);
}

/** An attribute of a node that is a list of whole numbers. */
export function intsAttribute(node: NodeProto, name: string): readonly number[] | undefined {
  return node.attribute.find((attribute) => attribute.name === name)?.ints.map(Number);
}

/** An attribute of a node that is a text. */
export function stringAttribute(node: NodeProto, name: string): string | undefined {
  const found = node.attribute.find((attribute) => attribute.name === name);
  return found && new TextDecoder().decode(found.s);
}

/** What is known of the tensor that a Constant node gives. */
export function constantInfo(node: NodeProto): Info {
  const known = constantIntegers(node);
  const tensor = node.attribute.find(({ name }) => name === 'value')?.t;
  if (tensor !== undefined) {
    return { type: tensor.dataType, dims: tensor.dims.map(Number), numbers: known?.values };
  }
  if (known !== undefined) {
    const dims = known.rank === 0 ? [] : [known.values.length];
    return { type: dataType.int64, dims, numbers: known.values };
  }
  const float = node.attribute.some(({ name }) => name === 'value_float');
  return float ? { type: dataType.float32, dims: [] } : {};
}
