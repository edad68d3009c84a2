import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import type { NodeProto, TensorProto } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { expectClose } from './expectClose.ts';
import { classTokenModel, info, ints, modelBytes, node } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const spec = { type: 'gem', negatives: 'abs', prefixTokens: 0 } as const;
const tokens = ['batch', 5, 6];

/** One way in which exporters write a pooling: of `x` to `y`. */
interface Way {
  readonly name: string;
  readonly nodes: readonly NodeProto[];
  readonly constants?: readonly TensorProto[];
  readonly shape?: readonly (number | string)[];
  readonly opset?: number;
  /** The old operators that stay in the model. */
  readonly left: readonly string[];
}

const ways: readonly Way[] = [
  {
    name: 'x[:, 0] by Gather',
    nodes: [node('Gather', ['x', 'i'], ['y'], { axis: 1 })],
    constants: [ints('i', [0], [])],
    left: [],
  },
  {
    name: 'x[:, 0] by Gather with a constant node and axis -2',
    nodes: [
      node('Constant', [], ['i'], { value: ints('', [0], []) }),
      node('Gather', ['x', 'i'], ['y'], { axis: -2 }),
    ],
    left: [],
  },
  {
    name: 'x[:, -1] by Gather',
    nodes: [node('Gather', ['x', 'i'], ['y'], { axis: 1 })],
    constants: [ints('i', [-1], [])],
    left: [],
  },
  {
    name: 'x[:, [0]] by Gather and Squeeze',
    nodes: [node('Gather', ['x', 'i'], ['z'], { axis: 1 }), node('Squeeze', ['z', 'a'], ['y'])],
    constants: [ints('i', [0]), ints('a', [1])],
    left: ['Squeeze'],
  },
  {
    name: 'x[:, 0:1] by Slice and Squeeze',
    nodes: [node('Slice', ['x', 's', 'e', 'a'], ['z']), node('Squeeze', ['z', 'a'], ['y'])],
    constants: [ints('s', [0]), ints('e', [1]), ints('a', [1])],
    left: ['Squeeze'],
  },
  {
    name: 'x[:, 0:1, :] by a Slice of several axes',
    nodes: [node('Slice', ['x', 's', 'e', 'a', 't'], ['z']), node('Flatten', ['z'], ['y'])],
    constants: [ints('s', [0, 0]), ints('e', [1, 2 ** 31 - 1]), ints('a', [1, 2]), ints('t', [1, 1])],
    left: ['Flatten'],
  },
  {
    name: 'x[:, -1:] by Slice',
    nodes: [node('Slice', ['x', 's', 'e', 'a'], ['z']), node('Squeeze', ['z', 'a'], ['y'])],
    constants: [ints('s', [-1]), ints('e', [2 ** 40]), ints('a', [1])],
    left: ['Squeeze'],
  },
  {
    name: 'x.mean(1) with axes as attribute',
    nodes: [node('ReduceMean', ['x'], ['y'], { axes: [1], keepdims: 0 })],
    left: [],
  },
  {
    name: 'x.mean(1) with axes as input',
    nodes: [node('ReduceMean', ['x', 'a'], ['y'], { keepdims: 0 })],
    constants: [ints('a', [-2])],
    opset: 18,
    left: [],
  },
  {
    name: 'x.mean(1, keepdim) and Squeeze',
    nodes: [node('ReduceMean', ['x'], ['z'], { axes: [1] }), node('Squeeze', ['z', 'a'], ['y'])],
    constants: [ints('a', [1])],
    left: ['Squeeze'],
  },
  { name: 'x.amax(1)', nodes: [node('ReduceMax', ['x'], ['y'], { axes: [1], keepdims: 0 })], left: [] },
  {
    name: 'AdaptiveAvgPool1d after a Transpose',
    nodes: [
      node('Transpose', ['x'], ['t'], { perm: [0, 2, 1] }),
      node('GlobalAveragePool', ['t'], ['z']),
      node('Flatten', ['z'], ['y']),
    ],
    left: ['Flatten'],
  },
  {
    name: 'a mean over the last axis after a Transpose',
    nodes: [
      node('Transpose', ['x'], ['t'], { perm: [0, 2, 1] }),
      node('ReduceMean', ['t'], ['y'], { axes: [2], keepdims: 0 }),
    ],
    left: [],
  },
  {
    name: 'GlobalMaxPool after a Transpose',
    nodes: [
      node('Transpose', ['x'], ['t'], { perm: [0, 2, 1] }),
      node('GlobalMaxPool', ['t'], ['z']),
      node('Squeeze', ['z', 'a'], ['y']),
    ],
    constants: [ints('a', [2])],
    left: ['Squeeze'],
  },
];

describe('replacePooling', () => {
  it.each(ways)('takes the place of $name', async ({ nodes, constants = [], opset = 17, left }) => {
    const bytes = modelBytes({
      inputs: [info('x', tokens)],
      outputs: [info('y', ['batch', 6])],
      nodes,
      initializers: constants,
      opset,
    });
    const x = numbers(2, 5, 6);
    expect((await runModel(bytes, { x })).y!.shape).toEqual([2, 6]);
    const edited = replacePooling(bytes, spec).toBytes();
    expect(checkModel(edited)).toEqual([]);
    const { y } = await runModel(edited, { x });
    expect(y!.shape).toEqual([2, 6]);
    expectClose(y!.data, poolArray({ data: x.data, shape: [2, 5, 6] }, spec), 1e-6);
    const { graph } = readModel(edited);
    const stayed = nodes.filter(({ name, opType }) =>
      graph.node.some((one) => one.name === name && one.opType === opType),
    );
    expect(stayed.map(({ opType }) => opType)).toEqual(left);
    // Constants of the old pooling are removed with it, unless other nodes read them.
    const read = new Set(graph.node.flatMap(({ input }) => input));
    expect(graph.initializer.filter(({ name }) => !read.has(name))).toEqual([]);
  });

  const maps: readonly Way[] = [
    {
      name: 'an AveragePool as large as the map',
      shape: ['n', 4, 3, 2],
      nodes: [
        node('AveragePool', ['x'], ['z'], { kernel_shape: [3, 2], strides: [2, 2] }),
        node('Flatten', ['z'], ['y']),
      ],
      left: [],
    },
    {
      name: 'AdaptiveAvgPool2d',
      shape: ['n', 4, 'h', 'w'],
      nodes: [node('GlobalAveragePool', ['x'], ['z']), node('Flatten', ['z'], ['y'])],
      left: [],
    },
    {
      name: 'x.mean([2, 3])',
      shape: ['n', 4, 3, 2],
      nodes: [node('ReduceMean', ['x'], ['y'], { axes: [3, 2], keepdims: 0 })],
      left: [],
    },
    {
      name: 'x.mean((-2, -1), keepdim)',
      shape: ['n', 4, 'h', 'w'],
      nodes: [node('ReduceMean', ['x'], ['z'], { axes: [-2, -1] }), node('Flatten', ['z'], ['y'])],
      left: [],
    },
    {
      name: 'a mean of [n, h, w, c]',
      shape: ['n', 'h', 'w', 4],
      nodes: [node('ReduceMean', ['x'], ['y'], { axes: [1, 2], keepdims: 0 })],
      left: [],
    },
    {
      name: 'a kept mean of [n, h, w, c]',
      shape: ['n', 'h', 'w', 4],
      nodes: [node('ReduceMean', ['x'], ['z'], { axes: [1, 2] }), node('Flatten', ['z'], ['y'])],
      left: [],
    },
    {
      name: 'GlobalAveragePool after a transposition to channels first',
      shape: ['n', 'h', 'w', 4],
      nodes: [
        node('Transpose', ['x'], ['t'], { perm: [0, 3, 1, 2] }),
        node('GlobalAveragePool', ['t'], ['z']),
        node('Flatten', ['z'], ['y']),
      ],
      left: [],
    },
  ];

  it.each(maps)('takes the place of $name', async ({ nodes, shape }) => {
    const bytes = modelBytes({ inputs: [info('x', shape!)], outputs: [info('y', ['n', 4])], nodes });
    const x = shape![1] === 4 ? numbers(2, 4, 3, 2) : numbers(2, 3, 2, 4);
    const { y: mean } = await runModel(bytes, { x });
    const edited = replacePooling(bytes, { type: 'mean' }).toBytes();
    expect(checkModel(edited)).toEqual([]);
    const { y } = await runModel(edited, { x });
    expect(y!.shape).toEqual([2, 4]);
    expectClose(y!.data, mean!.data, 1e-6);
    const { y: gem } = await runModel(replacePooling(bytes, { type: 'max' }).toBytes(), { x });
    expect(gem!.data).not.toEqual(y!.data);
  });

  it('keeps the head and the other outputs to the last bit', async () => {
    const x = numbers(2, 5, 6);
    const before = await runModel(classTokenModel(), { x });
    const after = await runModel(
      replacePooling(classTokenModel(), { type: 'mean', prefixTokens: 1 }).toBytes(),
      { x },
    );
    expect(after.tokens).toEqual(before.tokens);
    expect(after.logits!.shape).toEqual([2, 3]);
    expect(after.logits).not.toEqual(before.logits);
  });

  it('gives the same model when a pooling is replaced by itself', async () => {
    const x = numbers(2, 5, 6);
    const before = await runModel(classTokenModel(), { x });
    const after = await runModel(replacePooling(classTokenModel(), { type: 'token' }).toBytes(), { x });
    expect(after).toEqual(before);
  });

  it('keeps tokens that only the arms of an If of the new pooling read', async () => {
    const bytes = modelBytes({
      inputs: [info('x', ['batch', 'tokens', 6]), info('m', ['batch', 'tokens'], 'int64')],
      outputs: [info('y')],
      nodes: [
        node('Relu', ['x'], ['f']),
        node('Cast', ['m'], ['d'], { to: 1 }),
        node('Unsqueeze', ['d', 'last'], ['c']),
        node('Mul', ['f', 'c'], ['k']),
        node('ReduceSum', ['k', 'one'], ['s'], { keepdims: 0 }),
        node('ReduceSum', ['c', 'one'], ['n'], { keepdims: 0 }),
        node('Div', ['s', 'n'], ['y']),
      ],
      initializers: [ints('one', [1]), ints('last', [2])],
    });
    const edited = replacePooling(bytes, { type: 'mean' }).toBytes();
    expect(checkModel(edited)).toEqual([]);
    const inputs = { x: numbers(2, 5, 6), m: { data: [1, 1, 0, 1, 0, 1, 0, 0, 0, 1], shape: [2, 5] } };
    const [before, after] = [await runModel(bytes, inputs), await runModel(edited, inputs)];
    expectClose(after.y!.data, before.y!.data, 1e-6);
  });

  it('keeps a transposition that others read, and an index that is an input', () => {
    const shared = modelBytes({
      inputs: [info('x', tokens), info('i', [], 'int64')],
      outputs: [info('y', ['batch', 6]), info('t', ['batch', 6, 5])],
      initializers: [ints('i', [0], [])],
      nodes: [
        node('Transpose', ['x'], ['t'], { perm: [0, 2, 1] }),
        node('ReduceMean', ['t'], ['z'], { axes: [2] }),
        node('Squeeze', ['z', 'a'], ['y']),
        node('Constant', [], ['a'], { value: ints('', [2]) }),
      ].sort((a, b) => Number(b.opType === 'Constant') - Number(a.opType === 'Constant')),
    });
    const { graph } = readModel(replacePooling(shared, spec).toBytes());
    expect(graph.node.map(({ opType }) => opType)).toContain('Transpose');
    expect(graph.initializer.map(({ name }) => name)).toContain('i');
  });

  it('takes no layer normalisation, position embedding or attention for a pooling', () => {
    const others = modelBytes({
      inputs: [info('x', tokens)],
      outputs: [info('y', ['batch', 6, 5])],
      initializers: [ints('i', [0], []), ints('shape', [1, 5, 6])],
      nodes: [
        node('ReduceMean', ['x'], ['mu'], { axes: [-1] }),
        node('Sub', ['x', 'mu'], ['d']),
        node('ConstantOfShape', ['shape'], ['positions']),
        node('Gather', ['positions', 'i'], ['position'], { axis: 1 }),
        node('Add', ['d', 'position'], ['patches']),
        // After a transposition, as after the embedding of patches.
        node('Transpose', ['patches'], ['turned'], { perm: [0, 2, 1] }),
        node('ReduceMean', ['turned'], ['nu'], { axes: [2] }),
        node('Sub', ['turned', 'nu'], ['y']),
      ],
    });
    expect(listCandidates(others).poolings).toEqual([]);
  });
});
