import { create } from '@bufbuild/protobuf';
import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { AttributeProtoSchema, type NodeProto } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { expectClose } from './expectClose.ts';
import { info, ints, modelBytes, node } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const x = numbers(2, 5, 6);
const spec = { type: 'gem', p: 2 } as const;

/** `c ? branches[0] : branches[1]`, each a graph of its own. */
function choice(output: string, branches: readonly { nodes: NodeProto[]; output: string }[]): NodeProto {
  const chosen = node('If', ['c'], [output]);
  chosen.attribute = branches.map(({ nodes, output: given }, i) =>
    create(AttributeProtoSchema, {
      name: i === 0 ? 'then_branch' : 'else_branch',
      type: 5,
      g: { name: `branch${i}`, node: nodes, output: [info(given, [2, 6])] },
    }),
  );
  return chosen;
}

describe('a model with subgraphs', () => {
  const model = modelBytes({
    inputs: [info('x', [2, 5, 6]), info('c', [], 'bool')],
    outputs: [info('y', [2, 6])],
    initializers: [ints('i', [0], []), ints('axes', [2])],
    nodes: [
      node('Transpose', ['x'], ['t'], { perm: [0, 2, 1] }),
      node('GlobalAveragePool', ['t'], ['z']),
      node('Squeeze', ['z', 'axes'], ['mean']),
      choice('y', [
        // One branch reads the pooled value, the other one the tokens before it. They use names as this package writes them.
        { nodes: [node('Identity', ['mean'], ['ggem/Slice_1'])], output: 'ggem/Slice_1' },
        { nodes: [node('ReduceMax', ['t'], ['pooled'], { axes: [2], keepdims: 0 })], output: 'pooled' },
      ]),
    ],
  });

  it('keeps what a subgraph reads from outside', async () => {
    const edited = replacePooling(model, spec).toBytes();
    expect(checkModel(edited)).toEqual([]);
    expect(readModel(edited).graph.node.map(({ opType }) => opType)).toContain('Transpose');
    const [yes, no] = [
      { data: [1], shape: [] },
      { data: [0], shape: [] },
    ];
    const pooled = await runModel(edited, { x, c: yes });
    expectClose(pooled.y!.data, poolArray({ data: x.data, shape: [2, 5, 6] }, spec), 1e-6);
    const largest = await runModel(edited, { x, c: no });
    expectClose(largest.y!.data, poolArray({ data: x.data, shape: [2, 5, 6] }, { type: 'max' }), 0);
  });

  it('shares no name with a subgraph', () => {
    const edited = attachPooling(model, { type: 'gem', prefixTokens: 1 }, { tokens: 'x' });
    expect(edited.output).toBe('pooled_1');
    expect(checkModel(edited.toBytes())).toEqual([]);
  });
});

describe('a model in an old file format', () => {
  it('gets constants as nodes, where initializers would have to be inputs', async () => {
    const old = modelBytes({
      inputs: [info('x', ['n', 5, 6])],
      outputs: [info('y', ['n', 5, 6])],
      nodes: [node('Relu', ['x'], ['y'])],
      irVersion: 3,
      opset: 13,
    });
    const edited = attachPooling(old, spec, { tokens: 'y' }).toBytes();
    expect(readModel(edited).graph.initializer).toEqual([]);
    expect(checkModel(edited)).toEqual([]);
    const { y, pooled } = await runModel(edited, { x });
    expectClose(pooled!.data, poolArray({ data: y!.data, shape: [2, 5, 6] }, spec), 1e-6);
  });
});

describe('a model in float16', () => {
  it('gets a pooling that computes in float32 and gives float16', async () => {
    const half = modelBytes({
      inputs: [info('x', ['n', 5, 6], 'float16')],
      outputs: [info('y', ['n', 5, 6], 'float16')],
      nodes: [node('Identity', ['x'], ['y'])],
    });
    // The sixth power of 8 is out of reach for float16.
    const large = { data: Float32Array.from(x.data, (value) => 4 * Math.abs(value)), shape: x.shape };
    const edited = attachPooling(half, { type: 'gem', p: 6 }, { tokens: 'y' }).toBytes();
    expect(readModel(edited).graph.output.at(-1)).toEqual(info('pooled', ['n', 6], 'float16'));
    const { y, pooled } = await runModel(edited, { x: large });
    const expected = poolArray({ data: y!.data, shape: [2, 5, 6] }, { type: 'gem', p: 6 });
    expectClose(pooled!.data, expected, 2 ** -11);
  });
});
