import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { expectClose } from './expectClose.ts';
import { info, ints, modelBytes, node, weights } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const tokens = ['batch', 5, 6];

describe('places where a model pools', () => {
  it.each([
    ['MaxPool', { kernel_shape: [3, 2] }],
    ['GlobalMaxPool', {}],
  ])('are those of a %s over the whole map', async (op, attributes) => {
    const bytes = modelBytes({
      inputs: [info('x', ['n', 4, 3, 2])],
      outputs: [info('y', ['n', 4])],
      nodes: [node(op, ['x'], ['z'], attributes), node('Flatten', ['z'], ['y'])],
    });
    expect(listCandidates(bytes).poolings).toEqual([
      {
        name: 'z',
        pools: 'max',
        words: 'max',
        spec: { type: 'max', prefixTokens: 0 },
        operator: op,
        tokens: 'x',
        shape: ['n', 4, 3, 2],
        dataFormat: 'channelsFirst',
      },
    ]);
    const x = numbers(2, 4, 3, 2);
    const before = await runModel(bytes, { x });
    expect(await runModel(replacePooling(bytes, { type: 'max' }).toBytes(), { x })).toEqual(before);
  });

  it('are known behind convolutions, whose maps have known sizes', () => {
    const nodes = [
      node('Conv', ['image', 'kernel'], ['a'], { strides: [2, 2], pads: [1, 1, 1, 1] }),
      node('MaxPool', ['a'], ['b'], { kernel_shape: [2, 2], strides: [2, 2] }),
      node('AveragePool', ['b'], ['c'], { kernel_shape: [2, 2] }),
    ];
    const bytes = modelBytes({
      inputs: [info('image', ['n', 3, 8, 8])],
      outputs: [info('c')],
      initializers: [weights('kernel', [4, 3, 3, 3])],
      nodes,
    });
    expect(listCandidates(bytes).poolings.map(({ name, shape }) => [name, shape])).toEqual([
      ['c', ['n', 4, 2, 2]],
    ]);
  });

  it('are no windows that leave several values, pad, or tell positions', () => {
    const list = (op: string, attributes: object, outputs: readonly string[] = ['y']) =>
      listCandidates(
        modelBytes({
          inputs: [info('x', ['n', 4, 3, 2])],
          outputs: [info('y')],
          nodes: [node(op, ['x'], outputs, attributes as Parameters<typeof node>[3])],
        }),
      ).poolings;
    expect(list('AveragePool', { kernel_shape: [2, 2] })).toEqual([]);
    expect(list('AveragePool', { kernel_shape: [3, 2], pads: [1, 0, 1, 0] })).toEqual([]);
    expect(list('MaxPool', { kernel_shape: [3, 2] }, ['y', 'positions'])).toEqual([]);
    expect(list('MaxPool', { kernel_shape: [3, 2] }, ['y'])).toHaveLength(1);
  });

  it('are those where each text chooses a token for itself', async () => {
    const bytes = modelBytes({
      inputs: [info('x', tokens), info('ids', ['batch', 5], 'int64')],
      outputs: [info('y', ['batch', 6])],
      initializers: [ints('zero', [0], []), ints('one', [1], []), ints('last', [1])],
      nodes: [
        node('ArgMax', ['ids'], ['end'], { axis: -1, keepdims: 0 }),
        node('Shape', ['ids'], ['shape']),
        node('Gather', ['shape', 'zero'], ['count'], { axis: 0 }),
        node('Range', ['zero', 'count', 'one'], ['texts']),
        node('Unsqueeze', ['texts', 'last'], ['rows']),
        node('Unsqueeze', ['end', 'last'], ['columns']),
        node('Concat', ['rows', 'columns'], ['pairs'], { axis: -1 }),
        node('GatherND', ['x', 'pairs'], ['y']),
      ],
    });
    const x = numbers(2, 5, 6);
    const ids = { data: [7, 1, 9, 0, 0, 3, 9, 4, 0, 0], shape: [2, 5] };
    const chosen = (await runModel(bytes, { x, ids })).y!;
    expect(Array.from(chosen.data)).toEqual([...x.data.slice(12, 18), ...x.data.slice(36, 42)]);
    const { y } = await runModel(replacePooling(bytes, { type: 'max' }).toBytes(), { x, ids });
    expectClose(y!.data, poolArray({ data: x.data, shape: [2, 5, 6] }, { type: 'max' }), 0);
    expect(() => replacePooling(bytes, { type: 'max' }, { at: 'z' })).toThrow(
      'replace: at must name the value that a pooling gives, but "z" came. The model has y = a token of its own of x [batch, 5, 6] (GatherND).',
    );
  });
});
