import { describe, expect, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import type { dataType } from '../../src/proto/onnx.ts';
import { sharedFile } from '../sharedFile.ts';
import { expectClose } from './expectClose.ts';
import { classTokenModel, info, ints, modelBytes, node, type Sketch, weights } from './models.ts';
import { runModel } from './runModel.ts';

type Lengths = readonly (number | string | null)[];

/** A text model: ids are looked up in a table, a mask has the given form, and the first token is read. */
function textModel(
  mask: { readonly name: string; readonly dims?: Lengths; readonly type?: keyof typeof dataType },
  change: Partial<Sketch> = {},
): Uint8Array {
  const { name, dims = ['batch', 'sequence'], type = 'int64' } = mask;
  return modelBytes({
    inputs: [info('input_ids', ['batch', 'sequence'], 'int64'), info(name, dims, type)],
    outputs: [info('hidden', ['batch', 'sequence', 6]), info('y', ['batch', 6])],
    initializers: [weights('table', [20, 6]), ints('zero', [0], [])],
    nodes: [
      node('Gather', ['table', 'input_ids'], ['hidden']),
      node('Gather', ['hidden', 'zero'], ['y'], { axis: 1 }),
    ],
    ...change,
  });
}

const attach = (model: Uint8Array, mask?: 'none' | { value: string }) =>
  attachPooling(model, { type: 'mean' }, { tokens: 'hidden', mask });

describe('the mask of a model', () => {
  it.each<[string, keyof typeof dataType, Lengths]>([
    ['attention_mask', 'int64', ['batch', 'sequence']],
    ['input_mask', 'int32', ['batch', 'sequence']],
    ['attention_mask', 'bool', ['batch_size', 'sequence_length']],
    ['mask', 'float32', [null, null]],
    ['attentionMask', 'float16', ['batch', 16]],
    ['keep', 'bool', ['batch', 'sequence']],
  ])('must be decided: %s, %s %j', (name, type, dims) => {
    const model = textModel({ name, dims, type });
    const shape = `[${dims.map((dim) => dim ?? '?').join(', ')}]`;
    expect(() => attach(model)).toThrow(
      `attach: mask must be decided where the model has one, and it has "${name}" ${type} ${shape}, but nothing came. Use mask { value: "${name}" } (--mask ${name}) if 1 or true keeps a token there, or "none" (--no-mask) to let mean pool the padding too.`,
    );
    expect(() => replacePooling(model, { type: 'gem' })).toThrow(/^replace: mask must be decided/);
    expect(attach(model, 'none').inputs).toEqual([]);
    expect(attach(model, { value: name }).inputs).toEqual([]);
  });

  it('is known by what is done with it, whatever it is called', () => {
    const nodes = [
      node('Gather', ['table', 'input_ids'], ['e']),
      node('Cast', ['valid'], ['f'], { to: 1 }),
      node('Unsqueeze', ['f', 'last'], ['u']),
      node('Mul', ['e', 'u'], ['hidden']),
      node('Gather', ['hidden', 'zero'], ['y'], { axis: 1 }),
    ];
    const initializers = [weights('table', [20, 6]), ints('zero', [0], []), ints('last', [2])];
    const model = textModel({ name: 'valid' }, { nodes, initializers });
    expect(() => attach(model)).toThrow('it has "valid" int64 [batch, sequence]');
  });

  it('may be what the model computes from its ids', () => {
    const nodes = [
      node('Gather', ['table', 'input_ids'], ['e']),
      node('Equal', ['input_ids', 'pad'], ['padded']),
      node('Not', ['padded'], ['kept']),
      node('Unsqueeze', ['kept', 'last'], ['u']),
      node('Where', ['u', 'e', 'none'], ['hidden']),
      node('Gather', ['hidden', 'zero'], ['y'], { axis: 1 }),
    ];
    const initializers = [
      ...[weights('table', [20, 6]), weights('none', [1])],
      ...[ints('zero', [0], []), ints('pad', [0], []), ints('last', [2])],
    ];
    const model = textModel({ name: 'position_ids' }, { nodes, initializers });
    expect(() => attach(model)).toThrow('"kept" bool [batch, sequence]');
  });

  it.each<[string, string, keyof typeof dataType, Lengths]>([
    ['other whole numbers', 'token_type_ids', 'int64', ['batch', 'sequence']],
    ['a mask of another length', 'attention_mask', 'int64', ['batch', 7, 7]],
    ['what is to be filled in', 'bool_masked_pos', 'bool', ['batch', 'sequence']],
  ])('is nothing else: %s', (_, name, type, dims) => {
    expect(attach(textModel({ name, dims, type })).inputs).toEqual([]);
  });

  it('is none of a vision model, alone or beside a text model', () => {
    const spec = { type: 'mean' } as const;
    expect(attachPooling(classTokenModel(), spec, { tokens: 'tokens' }).inputs).toEqual([]);
    const two = modelBytes({
      inputs: [
        ...[info('image', ['image_batch', 5, 6]), info('input_ids', ['text_batch', 'sequence'], 'int64')],
        info('attention_mask', ['text_batch', 'sequence'], 'int64'),
      ],
      outputs: [info('patches', ['image_batch', 5, 6]), info('words', ['text_batch', 'sequence', 6])],
      initializers: [weights('table', [20, 6])],
      nodes: [node('Relu', ['image'], ['patches']), node('Gather', ['table', 'input_ids'], ['words'])],
    });
    expect(attachPooling(two, spec, { tokens: 'patches' }).inputs).toEqual([]);
    expect(() => attachPooling(two, spec, { tokens: 'words' })).toThrow('"attention_mask"');
  });

  it('does not matter to the choice of one token', () => {
    const model = textModel({ name: 'attention_mask' });
    expect(attachPooling(model, { type: 'token' }, { tokens: 'hidden' }).inputs).toEqual([]);
    expect(() => attachPooling(model, { type: 'token', index: 'last' }, { tokens: 'hidden' })).toThrow(
      'mask must be decided',
    );
  });

  it('gives the masked mean of a sentence encoder', async () => {
    const model = sharedFile('data/models-that-failed/st_masked_mean.onnx');
    if (model === undefined) return;
    const spec = { type: 'mean' } as const;
    const tokens = 'token_embeddings';
    expect(() => attachPooling(model, spec, { tokens })).toThrow('"attention_mask" int64');
    const masked = attachPooling(model, spec, { tokens, mask: { value: 'attention_mask' } });
    const inputs = {
      input_ids: { data: [5, 6, 7, 8, 9, 9, 9, 9], shape: [2, 4] },
      attention_mask: { data: [1, 1, 1, 1, 1, 1, 0, 0], shape: [2, 4] },
    };
    const { pooled, sentence_embedding } = await runModel(masked.toBytes(), inputs);
    expectClose(pooled!.data, sentence_embedding!.data, 1e-6);
  });

  it('of a pooling that is replaced stays with the new one, and is told', async () => {
    const model = sharedFile('data/models-that-failed/st_masked_mean.onnx');
    if (model === undefined) return;
    const { mask, toBytes } = replacePooling(model, { type: 'mean' });
    expect(mask).toBe('attention_mask');
    const inputs = {
      input_ids: { data: [5, 6, 7, 8, 9, 9, 9, 9], shape: [2, 4] },
      attention_mask: { data: [1, 1, 1, 1, 1, 1, 0, 0], shape: [2, 4] },
    };
    const [before, after] = [await runModel(model, inputs), await runModel(toBytes(), inputs)];
    expectClose(after.sentence_embedding!.data, before.sentence_embedding!.data, 1e-6);
    expect(replacePooling(model, { type: 'mean' }, { mask: 'none' }).mask).toBeUndefined();
  });
});
