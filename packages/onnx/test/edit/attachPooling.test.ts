import { type PoolingSpecInput, poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { readModel } from '../../src/read/readModel.ts';
import { expectClose } from './expectClose.ts';
import { classTokenModel, info, ints, modelBytes, node, weights as someWeights } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const x = numbers(2, 5, 6);
const specs: readonly PoolingSpecInput[] = [
  { type: 'token', index: 0 },
  { type: 'token', index: 'last' },
  { type: 'mean', prefixTokens: 1 },
  { type: 'max', prefixTokens: 2 },
  { type: 'gem', p: 4, negatives: 'shift', prefixTokens: 0 },
  { type: 'ggem', groups: 3, prefixTokens: 1, p: [2, 0, 'inf'], trainable: false },
];

describe('attachPooling', () => {
  it.each(specs)('adds $type as an output that agrees with the reference', async (spec) => {
    const edited = attachPooling(classTokenModel(), spec, { tokens: 'tokens' });
    const bytes = edited.toBytes();
    expect(checkModel(bytes)).toEqual([]);
    const { tokens, pooled } = await runModel(bytes, { x });
    expect(pooled!.shape).toEqual([2, 6]);
    expectClose(pooled!.data, poolArray({ data: tokens!.data, shape: [2, 5, 6] }, spec), 1e-6);
  });

  it('leaves the old outputs as they were to the last bit', async () => {
    const before = await runModel(classTokenModel(), { x });
    const bytes = attachPooling(classTokenModel(), { type: 'gem' }, { tokens: 'tokens' }).toBytes();
    const after = await runModel(bytes, { x });
    expect(after.logits).toEqual(before.logits);
    expect(after.tokens).toEqual(before.tokens);
  });

  it('pools a value inside of the model', async () => {
    const inner = classTokenModel({ outputs: [info('logits', ['batch', 3])] });
    const bytes = attachPooling(inner, { type: 'max' }, { tokens: 'tokens' }).toBytes();
    expect((await runModel(bytes, { x })).pooled!.shape).toEqual([2, 6]);
  });

  it('declares its output with the lengths that the model has', () => {
    const { graph } = readModel(
      attachPooling(classTokenModel(), { type: 'mean' }, { tokens: 'tokens' }).toBytes(),
    );
    expect(graph.output.at(-1)).toEqual(info('pooled', ['batch', 6]));
  });

  it('takes masks, weights and parameters as inputs', async () => {
    const spec = { type: 'ggem', groups: 2, negatives: 'abs', prefixTokens: 0 } as const;
    const edited = attachPooling(classTokenModel(), spec, {
      tokens: 'tokens',
      mask: 'int64',
      tokenWeights: true,
      parameters: 'inputs',
    });
    expect(edited.inputs).toEqual(['mask', 'token_weights', 'p']);
    const mask = { data: [1, 1, 0, 1, 0, 0, 1, 1, 1, 1], shape: [2, 5] };
    const weights = { data: [1, 2, 3, 0.5, 1, 1, 1, 0, 4, 1], shape: [2, 5] };
    const p = { data: [2, 5], shape: [2] };
    const { tokens, pooled } = await runModel(edited.toBytes(), { x, mask, token_weights: weights, p });
    const options = { mask: mask.data, tokenWeights: weights.data, parameters: { p: p.data } };
    expectClose(pooled!.data, poolArray({ data: tokens!.data, shape: [2, 5, 6] }, spec, options), 1e-6);
  });

  it('masks by a value that the model has', async () => {
    const text = classTokenModel({
      inputs: [info('x', ['batch', 5, 6]), info('attention_mask', ['batch', 5], 'int64')],
    });
    const edited = attachPooling(
      text,
      { type: 'mean', prefixTokens: 1 },
      { tokens: 'tokens', mask: { value: 'attention_mask' } },
    );
    expect(edited.inputs).toEqual([]);
    const mask = { data: [1, 1, 0, 0, 0, 1, 1, 1, 1, 0], shape: [2, 5] };
    const { tokens, pooled } = await runModel(edited.toBytes(), { x, attention_mask: mask });
    const expected = poolArray(
      { data: tokens!.data, shape: [2, 5, 6] },
      { type: 'mean', prefixTokens: 1 },
      { mask: mask.data },
    );
    expectClose(pooled!.data, expected, 1e-6);
  });

  it('gives where the pooling looks as a further output', async () => {
    const edited = attachPooling(
      classTokenModel(),
      { type: 'mean', prefixTokens: 0 },
      { tokens: 'tokens', poolingWeights: true },
    );
    expect(edited.poolingWeights).toBe('pooled_pooling_weights');
    const { pooled_pooling_weights: poolingWeights } = await runModel(edited.toBytes(), { x });
    expect(poolingWeights!.shape).toEqual([2, 5, 6]);
    expectClose(poolingWeights!.data, new Float32Array(60).fill(0.2), 1e-6);
  });

  it('pools feature maps, channels first and last', async () => {
    const first = modelBytes({
      inputs: [info('x', ['n', 2, 'h', 'w'])],
      outputs: [info('y', ['n', 2, 'h', 'w'])],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    const map = numbers(1, 2, 3, 2);
    const options = { tokens: 'x', dataFormat: 'channelsFirst' } as const;
    const { pooled } = await runModel(attachPooling(first, { type: 'max' }, options).toBytes(), { x: map });
    expectClose(pooled!.data, [Math.max(...map.data.slice(0, 6)), Math.max(...map.data.slice(6))], 0);
    const last = modelBytes({
      inputs: [info('x', ['n', 'h', 'w', 2])],
      outputs: [info('y', ['n', 'h', 'w', 2])],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    const turned = await runModel(attachPooling(last, { type: 'max' }, { tokens: 'x' }).toBytes(), {
      x: numbers(1, 3, 2, 2),
    });
    const values = numbers(1, 3, 2, 2).data;
    const channel = (c: number) => Math.max(...values.filter((_, i) => i % 2 === c));
    expectClose(turned.pooled!.data, [channel(0), channel(1)], 0);
  });

  it('keeps the pooled axes on request, and masks a feature map by height and width', async () => {
    const model = modelBytes({
      inputs: [info('x', ['n', 2, 3, 'w'])],
      outputs: [info('y', ['n', 2, 3, 'w'])],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    const edited = attachPooling(
      model,
      { type: 'max' },
      { tokens: 'x', dataFormat: 'channelsFirst', keepDims: true, mask: 'bool' },
    );
    const { graph } = readModel(edited.toBytes());
    expect(graph.output.at(-1)).toEqual(info('pooled', ['n', 2, 1, 1]));
    expect(graph.input.at(-1)).toEqual(info('mask', ['n', 3, 'w'], 'bool'));
    const map = numbers(1, 2, 3, 2);
    const mask = [1, 0, 0, 1, 1, 0];
    const { pooled } = await runModel(edited.toBytes(), { x: map, mask: { data: mask, shape: [1, 3, 2] } });
    const largest = (c: number) => Math.max(...map.data.slice(6 * c, 6 * c + 6).filter((_, i) => mask[i]));
    expect(pooled!.shape).toEqual([1, 2, 1, 1]);
    expectClose(pooled!.data, [largest(0), largest(1)], 0);
    expect(() =>
      attachPooling(model, { type: 'mean', prefixTokens: 1 }, { tokens: 'x', dataFormat: 'channelsFirst' }),
    ).toThrow(
      'mean: prefixTokens must be 0 for an image, which has none, but 1 came. Give tokens as [batch, tokens, channels].',
    );
  });

  it('asks for the channels only where the model says nothing of them', async () => {
    const open = modelBytes({
      inputs: [info('x', ['batch', 'tokens', 'features'])],
      outputs: [info('y', ['batch', 'tokens', 'features'])],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    expect(() => attachPooling(open, { type: 'mean' }, { tokens: 'x' })).toThrow(
      'attach: channels must be known, but the model says nothing of them for "x" [batch, tokens, features]. Give channels.',
    );
    const { pooled } = await runModel(
      attachPooling(open, { type: 'mean' }, { tokens: 'x', channels: 6 }).toBytes(),
      { x },
    );
    expect(pooled!.shape).toEqual([2, 6]);
  });

  it('finds channels through operators whose shapes the model leaves out', () => {
    const { tokens } = listCandidates(
      modelBytes({
        inputs: [info('image', ['n', 3, 8, 8])],
        outputs: [info('y')],
        initializers: [
          someWeights('kernel', [6, 3, 4, 4]),
          ints('shape', [0, 6, -1]),
          someWeights('scale', [6]),
        ],
        nodes: [
          node('Conv', ['image', 'kernel'], ['map'], { strides: [4, 4] }),
          node('Reshape', ['map', 'shape'], ['flat']),
          node('Transpose', ['flat'], ['patches'], { perm: [0, 2, 1] }),
          node('LayerNormalization', ['patches', 'scale'], ['y']),
        ],
      }),
    );
    expect(tokens.map(({ name, shape }) => [name, shape])).toEqual([
      ['flat', ['n', 6, null]],
      ['patches', ['n', null, 6]],
      ['y', ['n', null, 6]],
    ]);
  });

  it('never gives a name twice, of subgraphs either', async () => {
    const once = attachPooling(
      classTokenModel(),
      { type: 'gem' },
      { tokens: 'tokens', parameters: 'inputs' },
    );
    const twice = attachPooling(once.toBytes(), { type: 'gem' }, { tokens: 'tokens', parameters: 'inputs' });
    expect([once.output, twice.output, twice.inputs]).toEqual(['pooled', 'pooled_1', ['pooled_1_p']]);
    expect(checkModel(twice.toBytes())).toEqual([]);
    const p = { data: [2], shape: [1] };
    const { pooled, pooled_1: other } = await runModel(twice.toBytes(), { x, p, pooled_1_p: p });
    expect(other).toEqual(pooled);
  });

  it('tells token weights from the weights of a mix', async () => {
    const spec = {
      type: 'mix',
      parts: [{ type: 'mean' }, { type: 'max' }],
      trainable: true,
      prefixTokens: 0,
    } as const;
    const options = { tokens: 'tokens', tokenWeights: true, parameters: 'inputs' } as const;
    const edited = attachPooling(classTokenModel(), spec, options);
    expect(edited.inputs).toEqual(['token_weights', 'weights']);
    const weights = { data: [1, 2, 3, 0.5, 1, 1, 1, 0, 4, 1], shape: [2, 5] };
    const ofParts = { data: [3, -1], shape: [2] };
    const { tokens, pooled } = await runModel(edited.toBytes(), {
      x,
      token_weights: weights,
      weights: ofParts,
    });
    const expected = poolArray({ data: tokens!.data, shape: [2, 5, 6] }, spec, {
      tokenWeights: weights.data,
      parameters: { weights: ofParts.data },
    });
    expectClose(pooled!.data, expected, 1e-6);
  });

  it('names inputs anew where the model has their names', () => {
    const taken = classTokenModel({
      inputs: ['x', 'token_weights', 'mask', 'weights', 'pooled_weights'].map((name) =>
        info(name, ['batch', 5, 6]),
      ),
    });
    const spec = { type: 'mix', parts: [{ type: 'mean' }, { type: 'max' }], trainable: true } as const;
    const options = { tokens: 'tokens', mask: 'bool', tokenWeights: true, parameters: 'inputs' } as const;
    const edited = attachPooling(taken, spec, options);
    expect(edited.inputs).toEqual(['mask_1', 'token_weights_1', 'pooled_2_weights']);
    expect(checkModel(edited.toBytes())).toEqual([]);
  });

  it('is one node that calls a function, on request, and the function is there once', async () => {
    const spec = { type: 'gem' } as const;
    const once = attachPooling(classTokenModel(), spec, { tokens: 'tokens', form: 'function', output: 'a' });
    const bytes = attachPooling(once.toBytes(), spec, {
      tokens: 'x',
      form: 'function',
      output: 'b',
    }).toBytes();
    const { proto, graph } = readModel(bytes);
    expect(graph.node.length).toBe(6);
    expect(proto.functions.length).toBe(2);
    expect(checkModel(bytes)).toEqual([]);
    const { a, b } = await runModel(bytes, { x });
    expectClose(b!.data, poolArray({ data: x.data, shape: [2, 5, 6] }, spec), 1e-6);
    expect(a!.shape).toEqual([2, 6]);
  });
});
