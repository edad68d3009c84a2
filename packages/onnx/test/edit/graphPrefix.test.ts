import { describe, expect, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { poolingsIn } from '../../src/record/poolingsIn.ts';
import { sharedFile } from '../sharedFile.ts';
import { expectClose } from './expectClose.ts';
import { classTokenModel, info, ints, modelBytes, node, type Sketch, weights } from './models.ts';
import { numbers, runModel } from './runModel.ts';

/** Learned tokens of the given lengths before patches `[n, 4, 6]`, a sum, a norm, and nodes that read the tokens `t`. */
function visionModel(learned: readonly number[], ends: Sketch['nodes'], more: Sketch['initializers'] = []) {
  const names = learned.map((_, i) => `learned${i}`);
  const total = learned.reduce((a, b) => a + b, 4);
  return modelBytes({
    inputs: [info('x', ['n', 4, 6])],
    outputs: [info('y')],
    initializers: [
      ...learned.map((length, i) => weights(names[i]!, [1, length, 6])),
      ...[weights('positions', [1, total, 6]), weights('s', [6])],
      ...[ints('one', [1]), ints('zero', [0], []), ints('dist', [1], [])],
      ...more,
    ],
    nodes: [
      node('Shape', ['x'], ['count'], { start: 0, end: 1 }),
      node('Concat', ['count', 'one', 'one'], ['shape'], { axis: 0 }),
      ...names.map((name) => node('Expand', [name, 'shape'], [`${name}_all`])),
      node('Concat', [...names.map((name) => `${name}_all`), 'x'], ['a'], { axis: 1 }),
      node('Add', ['a', 'positions'], ['b']),
      node('LayerNormalization', ['b', 's', 's'], ['t']),
      ...ends,
    ],
  });
}

const classToken = node('Gather', ['t', 'zero'], ['y'], { axis: 1 });

describe('tokens in front of the patches', () => {
  it('are left out where the class token was read, and told', () => {
    const { prefix, toBytes } = replacePooling(classTokenModel(), { type: 'gem' });
    expect(prefix).toEqual({ tokens: 1, because: 'the class token that Gather reads' });
    expect(poolingsIn(toBytes())[0]!.spec).toMatchObject({ type: 'gem', prefixTokens: 1 });
  });

  it.each([
    [[1], 1, 'the class token that Gather reads'],
    [[1, 4], 5, 'the learned tokens that Concat puts in front'],
  ])('are counted in the Concat: %j', (learned, tokens, because) => {
    const model = visionModel(learned, [classToken]);
    expect(replacePooling(model, { type: 'mean' }).prefix).toEqual({ tokens, because });
    expect(attachPooling(model, { type: 'mean' }, { tokens: 't' }).prefix).toEqual({
      tokens,
      because: `the learned ${tokens === 1 ? 'token' : 'tokens'} that Concat puts in front`,
    });
  });

  it('are a class and a distillation token where both are read', () => {
    const inputs = [info('x', ['n', 6, 6])];
    const nodes = [
      node('Gather', ['x', 'zero'], ['u'], { axis: 1 }),
      node('Gather', ['x', 'one'], ['v'], { axis: 1 }),
      node('Add', ['u', 'v'], ['y']),
    ];
    const initializers = [ints('zero', [0], []), ints('one', [1], [])];
    const model = modelBytes({ inputs, outputs: [info('y')], initializers, nodes });
    const { prefix } = replacePooling(model, { type: 'mean' }, { at: 'v' });
    expect(prefix).toEqual({ tokens: 2, because: 'tokens of their own that Gather reads' });
  });

  it('are those that registers were put between class token and patches', () => {
    const nodes = [
      node('Slice', ['t', 'from0', 'to1', 'axis'], ['class']),
      node('Slice', ['t', 'to1', 'end', 'axis'], ['patches']),
      node('Concat', ['class', 'registers', 'patches'], ['u'], { axis: 1 }),
      node('Gather', ['u', 'zero'], ['y'], { axis: 1 }),
    ];
    const model = visionModel([1], nodes, [
      ...[ints('from0', [0]), ints('to1', [1]), ints('axis', [1]), ints('end', [2 ** 31 - 1])],
      weights('registers', [1, 4, 6]),
    ]);
    expect(replacePooling(model, { type: 'mean' }, { at: 'y' }).prefix?.tokens).toBe(5);
  });

  it('are none where the patches come first, or a mean takes all tokens', () => {
    const last = modelBytes({
      inputs: [info('x', ['n', 4, 6])],
      outputs: [info('y')],
      initializers: [weights('learned', [1, 1, 6]), ints('end', [-1], [])],
      nodes: [
        node('Concat', ['x', 'learned'], ['t'], { axis: 1 }),
        node('Gather', ['t', 'end'], ['y'], { axis: 1 }),
      ],
    });
    expect(replacePooling(last, { type: 'mean' }).prefix).toBeUndefined();
    const mean = visionModel([1], [node('ReduceMean', ['t'], ['y'], { axes: [1], keepdims: 0 })]);
    expect(replacePooling(mean, { type: 'max' }).prefix).toBeUndefined();
  });

  it('are as many as the spec says, where it does', () => {
    const model = visionModel([1, 4], [classToken]);
    for (const prefixTokens of [0, 1]) {
      const edited = replacePooling(model, { type: 'mean', prefixTokens });
      expect(edited.prefix).toBeUndefined();
      expect(poolingsIn(edited.toBytes())[0]!.spec).toMatchObject({ prefixTokens });
    }
  });

  it('stay for a token that is chosen in a part, and go for the parts beside it', () => {
    const spec = { type: 'mix', parts: [{ type: 'token' }, { type: 'mean' }] } as const;
    const { toBytes } = replacePooling(classTokenModel(), spec);
    expect(poolingsIn(toBytes())[0]!.spec).toMatchObject({
      prefixTokens: 0,
      parts: [{ type: 'token' }, { type: 'mean', prefixTokens: 1 }],
    });
  });

  it('are no words of a text, unless its first one is what is replaced', () => {
    const model = modelBytes({
      inputs: [info('ids', ['n', 't'], 'int64')],
      outputs: [info('t', ['n', 't', 6]), info('y', ['n', 6])],
      initializers: [weights('table', [20, 6]), ints('zero', [0], [])],
      nodes: [node('Gather', ['table', 'ids'], ['t']), classToken],
    });
    expect(attachPooling(model, { type: 'mean' }, { tokens: 't' }).prefix).toBeUndefined();
    expect(replacePooling(model, { type: 'mean' }).prefix?.tokens).toBe(1);
  });

  const pixels = { pixel_values: numbers(2, 3, 64, 64) };

  it.each([
    ['vit_avg.script', 1],
    ['vit_reg4_avg.dynamo', 5],
  ])('are what %s slices off before its mean, which comes out the same', async (name, tokens) => {
    const model = sharedFile(`models/exports/${name}.onnx`);
    if (model === undefined) return;
    const edited = replacePooling(model, { type: 'mean' });
    expect(edited.prefix).toEqual({
      tokens,
      because: `the ${tokens === 1 ? 'token' : 'tokens'} that Slice leaves out`,
    });
    const [before, after] = [await runModel(model, pixels), await runModel(edited.toBytes(), pixels)];
    expectClose(after.logits!.data, before.logits!.data, 1e-5);
    const all = await runModel(replacePooling(model, { type: 'mean', prefixTokens: 0 }).toBytes(), pixels);
    expect(Math.abs(all.logits!.data[0]! - before.logits!.data[0]!)).toBeGreaterThan(1e-5);
    expect(attachPooling(model, { type: 'mean' }, { tokens: edited.tokens }).prefix).toEqual(edited.prefix);
  });

  it.each([
    ['vit_token.script', 1],
    ['vit_token.dynamo', 1],
    ['vit_tokens_out.script', 1],
    ['deit_dist.script', 2],
    ['swin.script', undefined],
    ['convnext.dynamo', undefined],
  ])('of %s are %j', (name, tokens) => {
    const model = sharedFile(`models/exports/${name}.onnx`);
    if (model === undefined) return;
    const at = name === 'deit_dist.script' ? '/Gather_1_output_0' : undefined;
    expect(replacePooling(model, { type: 'mean' }, { at }).prefix?.tokens).toBe(tokens);
  });
});
