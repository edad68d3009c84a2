import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import { raiseModel } from '../../src/gradient/raiseModel.ts';
import { AttributeProtoSchema, attributeType, GraphProtoSchema } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { info, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';

const old = (nodes: Parameters<typeof modelBytes>[0]['nodes'], more = {}): Uint8Array =>
  modelBytes({
    ...{ nodes, inputs: [info('x', [2, 1, 3, 4])], outputs: [info('y')] },
    ...{ opset: 11, irVersion: 6, ...more },
  });
const x = numbers(2, 1, 3, 4);

// The oracle is onnxruntime: it runs the old form and the new one.
describe('in the newer set, the same numbers come from', () => {
  it.each([
    ['Squeeze', [node('Squeeze', ['x'], ['y'], { axes: [1] })]],
    ['Squeeze of all axes of length 1', [node('Squeeze', ['x'], ['y'])]],
    ['Unsqueeze', [node('Unsqueeze', ['x'], ['y'], { axes: [0, -1] })]],
    ['ReduceSum', [node('ReduceSum', ['x'], ['y'], { axes: [1, 3], keepdims: 0 })]],
    ['ReduceSum of everything', [node('ReduceSum', ['x'], ['y'], { keepdims: 1 })]],
    ['ReduceMean', [node('ReduceMean', ['x'], ['y'], { axes: [2] })]],
    ['Split', [node('Split', ['x'], ['y', 'z'], { axis: 3, split: [1, 3] })]],
    ['Split into equal parts', [node('Split', ['x'], ['y', 'z'], { axis: 3 })]],
    ['Dropout', [node('Dropout', ['x'], ['y'], { ratio: { float: 0.5 } })]],
    ['Softmax', [node('Softmax', ['x'], ['y'], { axis: 3 })]],
    ['Softmax of axis -1', [node('Softmax', ['x'], ['y'], { axis: -1 })]],
    ['Hardmax', [node('Hardmax', ['x'], ['y'], { axis: 3 })]],
    ['LogSoftmax', [node('LogSoftmax', ['x'], ['y'], { axis: 3 })]],
    [
      'Softmax of its usual axis',
      [
        node('Squeeze', ['x'], ['flat'], { axes: [1] }),
        node('ReduceSum', ['flat'], ['sums'], { axes: [2], keepdims: 0 }),
        node('Softmax', ['sums'], ['y']),
      ],
    ],
  ])('%s', async (_, nodes) => {
    const bytes = old(nodes);
    const raised = raiseModel(bytes);
    expect(readModel(raised).proto.opsetImport[0]!.version).toBe(13n);
    const [before, after] = [await runModel(bytes, { x }), await runModel(raised, { x })];
    expect(after.y!.shape).toEqual(before.y!.shape);
    expect(after.y!.data).toEqual(before.y!.data);
  });
});

it('graphs inside of nodes are raised too', async () => {
  const arm = (axes: number[]) => ({
    node: [node('Squeeze', ['x'], ['inner'], { axes })],
    output: [info('inner')],
  });
  const branch = (name: string, axes: number[]) =>
    create(AttributeProtoSchema, {
      ...{ name, type: attributeType.graph },
      g: create(GraphProtoSchema, { name, ...arm(axes) }),
    });
  const choice = node('If', ['yes'], ['y']);
  choice.attribute = [branch('then_branch', [1]), branch('else_branch', [1])];
  const yes = node('Greater', ['most', 'least'], ['yes']);
  const reduce = (op: string, name: string) => node(op, ['x'], [name], { keepdims: 0 });
  const bytes = old([reduce('ReduceMax', 'most'), reduce('ReduceMin', 'least'), yes, choice]);
  const raised = raiseModel(bytes);
  const [before, after] = [await runModel(bytes, { x }), await runModel(raised, { x })];
  expect(after.y).toEqual(before.y);
  expect(after.y!.shape).toEqual([2, 3, 4]);
});

it('a model that is new enough stays as it is', () => {
  const bytes = old([node('Relu', ['x'], ['y'])], { opset: 13, irVersion: 8 });
  expect(raiseModel(bytes)).toBe(bytes);
});

it('says what cannot be raised, and the way out', () => {
  const gradient = (bytes: Uint8Array) => () => gradientModel(bytes, { of: 'y', by: ['x'], shapes: {} });
  expect(gradient(old([node('Softmax', ['x'], ['y'], { axis: 2 })]))).toThrow(
    `gradient: Softmax must be over the last axis in an operator set before 13, but node "y" is over more. Convert the model with convert_version of Python's onnx.version_converter.`,
  );
  expect(gradient(old([node('Relu', ['x'], ['y'])], { opset: 10 }))).toThrow(
    `onnx: opset must be 11 or newer for a gradient, but 10 came. Convert the model with convert_version of Python's onnx.version_converter.`,
  );
});
