import { isFieldSet } from '@bufbuild/protobuf';
import { AttributeProtoSchema, attributeType, type NodeProto } from '../proto/onnx.ts';
import { tensorProblem } from './tensorProblem.ts';

const singles = { float: 'f', int: 'i', string: 's', tensor: 't', graph: 'g' } as const;
const lists = { floats: 'floats', ints: 'ints', strings: 'strings', graphs: 'graphs' } as const;

/** Reports attributes that come twice, or whose value has not the type that they state. */
export function checkAttributes(node: NodeProto, label: string, report: (problem: string) => void): void {
  const seen = new Set<string>();
  for (const attribute of node.attribute) {
    const { name, type } = attribute;
    if (name === '') report(`${label}: an attribute has no name`);
    if (seen.has(name)) report(`${label}: attribute "${name}" is there twice`);
    seen.add(name);
    // Before IR version 2 no type was stated: the field that is present says it. Types not known here are not checked.
    const kind = Object.entries(attributeType).find(([, value]) => value === type)?.[0];
    const held = [
      ...Object.entries(singles).flatMap(([key, field]) =>
        isFieldSet(attribute, AttributeProtoSchema.field[field]) ? [key] : [],
      ),
      ...Object.entries(lists).flatMap(([key, field]) => (attribute[field].length > 0 ? [key] : [])),
    ];
    if (held.length > 1)
      report(`${label}: attribute "${name}" has values of several types (${held.join(', ')})`);
    if (type === 0 && attribute.refAttrName === '') report(`${label}: attribute "${name}" has no type`);
    const mayBeEmpty = kind === undefined || kind in lists || attribute.refAttrName !== '';
    if (kind !== undefined && held.some((one) => one !== kind)) {
      report(`${label}: attribute "${name}" is of type ${kind}, but holds ${held.join(', ')}`);
    } else if (!mayBeEmpty && held.length === 0) report(`${label}: attribute "${name}" has no value`);
    const problem = attribute.t && tensorProblem(attribute.t);
    if (problem !== undefined) report(`${label}: attribute "${name}" ${problem}`);
  }
}
