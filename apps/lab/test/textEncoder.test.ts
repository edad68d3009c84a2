import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textEncoder } from '../src/pairs/textEncoder.ts';
import { textModel, wordTokenizer } from './textModel.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const never = new AbortController().signal;
// The ids: <s> 0, </s> 1, <pad> 2, red 3, dog 4, runs 5. Each has a digit of its own, so that a sum names the ids of a text.
const words = ['red', 'dog', 'runs'];
const table = [1, 10, 100, 1000, 10000, 100000].map((digit) => [digit, -digit]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ggem-lab-'));
  await writeFile(at('text.onnx'), textModel(table));
  await writeFile(at('fixed.onnx'), textModel(table, 4));
  await writeFile(at('tokenizer.json'), wordTokenizer(words));
  for (const [name, config] of [
    ['torn', '{ "pad_token": "<p'],
    ['empty', 'null'],
  ] as const) {
    await mkdir(at(name));
    await writeFile(at(`${name}/tokenizer.json`), wordTokenizer(words));
    await writeFile(at(`${name}/tokenizer_config.json`), config);
  }
  await mkdir(at('folder/tokenizer_config.json'), { recursive: true });
  await writeFile(at('folder/tokenizer.json'), wordTokenizer(words));
  await mkdir(at('padded'));
  await writeFile(at('padded/tokenizer.json'), wordTokenizer(words));
  await writeFile(at('padded/tokenizer_config.json'), '{ "pad_token": "<pad>", "model_max_length": 77 }');
});
afterAll(() => rm(folder, { recursive: true }));

const embed = async (model: string, tokenizer: string, texts: readonly string[]) => {
  const encoder = await textEncoder({ model: at(model), tokenizer: at(tokenizer) });
  const { data, shape } = await encoder.of(texts, () => {}, never);
  return { data: [...data], shape, says: encoder.says() };
};

describe('a text encoder', () => {
  it('gets the ids of each text, special tokens among them', async () => {
    const { data, shape, says } = await embed('text.onnx', 'tokenizer.json', ['Red dog', 'dog dog runs']);
    expect(data).toEqual([11011, -11011, 120011, -120011]);
    expect(shape).toEqual([2, 2]);
    expect(says).toBe('vectors of text.onnx (text_embeds, 2 numbers each)');
  });

  it('fills up texts to the length of the model, and cuts them before their end', async () => {
    const { data, says } = await embed('fixed.onnx', 'padded/tokenizer.json', ['dog', 'red red dog runs']);
    expect(data).toEqual([10111, -10111, 2011, -2011]);
    expect(says).toContain('; 1 text was longer than it takes, and cut');
  });

  it.each([
    [
      'fixed.onnx',
      'tokenizer.json',
      ['dog'],
      'must say its pad token, since each text has 4 ids, but it says none.',
    ],
    [
      'text.onnx',
      'tokenizer.json',
      ['a cat'],
      'but it has no id for a part of "a cat". Give the tokenizer of',
    ],
    ['text.onnx', 'text.onnx', ['dog'], 'must be a tokenizer.json of Hugging Face, but it is no JSON.'],
    [
      'tokenizer.json',
      'tokenizer.json',
      ['dog'],
      'must be a model that onnxruntime runs, but it cannot be opened',
    ],
    [
      'text.onnx',
      'torn/tokenizer.json',
      ['dog'],
      'torn/tokenizer_config.json must be a tokenizer_config.json of Hugging Face, but it is no JSON. Save it with',
    ],
    [
      'text.onnx',
      'empty/tokenizer.json',
      ['dog'],
      'empty/tokenizer_config.json must be a tokenizer_config.json of Hugging Face, but it holds no object.',
    ],
    [
      'text.onnx',
      'folder/tokenizer.json',
      ['dog'],
      'folder/tokenizer_config.json must be readable, but it is a folder.',
    ],
    ['none.onnx', 'tokenizer.json', ['dog'], 'must be readable, but there is none.'],
  ])('%s with %s and %s gets one sentence', async (model, tokenizer, texts, sentence) => {
    await expect(embed(model, tokenizer, texts)).rejects.toThrow(sentence);
  });
});
