import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { inspectModel } from '../../src/edit/inspectModel.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { GraphProtoSchema, ModelProtoSchema, type NodeProto } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { readRecords } from '../../src/record/poolingRecord.ts';
import { structuralFault } from '../../src/verify/structuralFault.ts';
import { info, modelBytes, node } from '../edit/models.ts';

/** A model whose mean was replaced by GeM, and that has further nodes around it. */
function faultOf(around: {
  before?: readonly NodeProto[];
  behind?: readonly NodeProto[];
}): string | undefined {
  const mean = modelBytes({
    inputs: [info('x', ['n', 5, 6])],
    outputs: [info('y', ['n', 1, 6])],
    nodes: [node('Abs', ['x'], ['t']), node('ReduceMean', ['t'], ['y'], { axes: [1] })],
  });
  const { proto } = readModel(replacePooling(mean, { type: 'gem' }).toBytes());
  const { before, behind = [] } = around;
  const [first, ...rest] = proto.graph!.node;
  const graph = create(GraphProtoSchema, {
    ...proto.graph!,
    node: [...(before ?? [first!]), ...rest, ...behind],
  });
  const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...proto, graph }));
  const inspected = inspectModel(bytes);
  return structuralFault(inspected, readRecords(inspected.model)[0]!);
}

describe('the place of a pooling that replaced another', () => {
  it('is right where norm, head or activation follow', () => {
    expect(faultOf({})).toBeUndefined();
    expect(faultOf({ behind: [node('Tanh', ['y'], ['z']), node('Sqrt', ['z'], ['w'])] })).toBeUndefined();
  });

  it('is wrong inside of an old power mean', () => {
    const around = { before: [node('Pow', ['x', 'p'], ['t'])], behind: [node('Pow', ['y', 'q'], ['z'])] };
    expect(faultOf(around)).toBe(
      'the old pooling is still around it: Pow before and Pow behind. Replace it as a whole',
    );
  });

  it('is wrong in a norm, whose result goes back onto the tokens', () => {
    expect(faultOf({ behind: [node('Sub', ['t', 'y'], ['z'])] })).toBe(
      'its result goes back onto tokens in Sub, so that a norm or a gate was replaced, and no pooling',
    );
  });

  it('is wrong beside another pooling of the same tokens', () => {
    const behind = [node('ReduceMax', ['t'], ['z'], { axes: [1] }), node('Add', ['y', 'z'], ['w'])];
    expect(faultOf({ behind })).toBe('the old pooling is still there: z, max of t');
  });
});
