import { describe, expect, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { readModel } from '../../src/read/readModel.ts';
import { inferRoles } from '../../src/shapes/inferRoles.ts';
import { inferShapes } from '../../src/shapes/inferShapes.ts';
import { dataFormatOf } from '../../src/shapes/roles.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, ints, modelBytes, node, type Sketch, weights } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { sharedFile } from '../sharedFile.ts';

/** The layout of each named value of a model. */
function layouts(sketch: Sketch, ...names: readonly string[]) {
  const { graph } = readModel(modelBytes(sketch));
  const roles = inferRoles(graph, inferShapes(graph));
  return names.map((name) => dataFormatOf(roles.get(name)));
}

const image = {
  inputs: [info('x', ['n', 3, 8, 8])],
  outputs: [info('y')],
  initializers: [weights('kernel', [4, 3, 1, 1])],
};

describe('where the channels of a value lie', () => {
  it('is first after a convolution, and what carries axes carries it on', () => {
    const nodes = [
      node('Conv', ['x', 'kernel'], ['a']),
      node('BatchNormalization', ['a', 's', 's', 's', 's'], ['b']),
      node('Relu', ['b'], ['c']),
      node('Add', ['c', 'a'], ['d']),
      node('Concat', ['d', 'c'], ['e'], { axis: 1 }),
      node('Resize', ['e', '', 'twice'], ['f']),
      node('AveragePool', ['f'], ['y'], { kernel_shape: [2, 2] }),
    ];
    const initializers = [...image.initializers, weights('s', [4]), weights('twice', [4])];
    const all = ['x', 'a', 'b', 'c', 'd', 'e', 'f', 'y'];
    expect(layouts({ ...image, initializers, nodes }, ...all)).toEqual(all.map(() => 'channelsFirst'));
  });

  it('is last after the transposition of a patch embedding, norms, residuals and products', () => {
    const nodes = [
      node('Conv', ['x', 'kernel'], ['a']),
      node('Reshape', ['a', 'flat'], ['b']),
      node('Transpose', ['b'], ['c'], { perm: [0, 2, 1] }),
      node('LayerNormalization', ['c', 's', 's'], ['d']),
      node('MatMul', ['d', 'w'], ['e']),
      node('Add', ['c', 'e'], ['y']),
    ];
    const initializers = [
      ...image.initializers,
      ints('flat', [0, 4, -1]),
      weights('s', [4]),
      weights('w', [4, 4]),
    ];
    expect(layouts({ ...image, initializers, nodes }, 'a', 'b', 'c', 'd', 'e', 'y')).toEqual([
      ...['channelsFirst', 'channelsFirst'],
      ...['channelsLast', 'channelsLast', 'channelsLast', 'channelsLast'],
    ]);
  });

  it('is known of an input by what is made of it', () => {
    const nodes = [
      node('Clip', ['x'], ['a']),
      node('Transpose', ['a'], ['b'], { perm: [0, 3, 1, 2] }),
      node('Conv', ['b', 'kernel'], ['y']),
    ];
    const inputs = [info('x', ['n', 8, 8, 3])];
    expect(layouts({ ...image, inputs, nodes }, 'x', 'a', 'b', 'y')).toEqual([
      ...['channelsLast', 'channelsLast'],
      ...['channelsFirst', 'channelsFirst'],
    ]);
  });

  it('is last after a lookup in a table', () => {
    const nodes = [node('Gather', ['table', 'x'], ['a']), node('Tanh', ['a'], ['y'])];
    const text = { inputs: [info('x', ['n', 't'], 'int64')], initializers: [weights('table', [9, 4])] };
    expect(layouts({ ...image, ...text, nodes }, 'a', 'y')).toEqual(['channelsLast', 'channelsLast']);
  });

  it('stays unknown where nothing tells, and where attention splits the channels', () => {
    const nodes = [
      node('Relu', ['u'], ['v']),
      node('Conv', ['x', 'kernel'], ['a']),
      node('Reshape', ['a', 'heads'], ['b']),
      node('Softmax', ['b'], ['y']),
    ];
    const inputs = [...image.inputs, info('u', ['n', 5, 6])];
    const initializers = [...image.initializers, ints('heads', [0, 2, 2, 64])];
    expect(layouts({ ...image, inputs, initializers, nodes }, 'u', 'v', 'b', 'y')).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
});

describe('a value whose channels lie first', () => {
  const bytes = modelBytes({
    inputs: [info('x', ['b', 3, 14])],
    outputs: [info('y', ['b', 4])],
    initializers: [weights('kernel', [4, 3, 3])],
    nodes: [
      node('Conv', ['x', 'kernel'], ['f'], { kernel_shape: [3] }),
      node('ReduceMean', ['f'], ['y'], { axes: [-1], keepdims: 0 }),
    ],
  });

  it.each([
    ['of a sketch', bytes, 14],
    ['of conv1d_mean_time.onnx', sharedFile('data/models-that-failed/conv1d_mean_time.onnx'), 140],
  ])('%s is offered and pooled so, and refused otherwise', async (_, model, length) => {
    if (model === undefined) return;
    const { tokens } = listCandidates(model);
    expect(tokens.map(({ name, dataFormat }) => [name, dataFormat])).toEqual([
      ['x', 'channelsFirst'],
      ['f', 'channelsFirst'],
    ]);
    const attached = attachPooling(model, { type: 'mean' }, { tokens: 'f', dataFormat: 'channelsFirst' });
    // The model itself takes the mean over time, in onnxruntime.
    const { y, pooled } = await runModel(attached.toBytes(), { x: numbers(2, 3, length) });
    expectClose(pooled!.data, y!.data, 1e-6);
    expect(() => attachPooling(model, { type: 'mean' }, { tokens: 'f' })).toThrow(
      /^attach: dataFormat must be that of "f" \[b, \d, \d+\], which has its channels first, as Conv tells, but "channelsLast" came\. Use dataFormat "channelsFirst" \(on the command line, with --channels-first\)\.$/,
    );
  });

  it('is refused the other way round too', () => {
    const last = modelBytes({
      ...image,
      nodes: [node('Conv', ['x', 'kernel'], ['f']), node('Transpose', ['f'], ['y'], { perm: [0, 2, 3, 1] })],
    });
    expect(listCandidates(last).maps.map(({ name, dataFormat }) => [name, dataFormat])).toEqual([
      ['f', 'channelsFirst'],
      ['y', 'channelsLast'],
    ]);
    expect(() => attachPooling(last, { type: 'mean' }, { tokens: 'y', dataFormat: 'channelsFirst' })).toThrow(
      'Use dataFormat "channelsLast" (on the command line, without --channels-first).',
    );
  });

  it('has no mean over its channels that would be a pooling', () => {
    const over = modelBytes({
      inputs: [info('x', ['b', 3, 14])],
      outputs: [info('y', ['b', 12])],
      initializers: [weights('kernel', [4, 3, 3])],
      nodes: [
        node('Conv', ['x', 'kernel'], ['f'], { kernel_shape: [3] }),
        node('ReduceMean', ['f'], ['y'], { axes: [1], keepdims: 0 }),
      ],
    });
    expect(listCandidates(over).poolings).toEqual([]);
    expect(() => replacePooling(over, { type: 'max' })).toThrow('but no pooling was found');
  });
});
