import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolingSpecInput } from '@ggem/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSentenceTransformers, writeSentenceTransformers } from '../../src/node/index.ts';
import { runCli } from '../cli/runCli.ts';
import { classTokenModel } from '../edit/models.ts';

// The files of sentence-transformers/all-MiniLM-L6-v2 on the Hub, its pooling with 6 channels in place of 384.
const transformer = { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' };
const pooling = { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' };
const normalize = { idx: 2, name: '2', path: '2_Normalize', type: 'sentence_transformers.models.Normalize' };
const config = {
  word_embedding_dimension: 6,
  pooling_mode_cls_token: false,
  pooling_mode_mean_tokens: true,
  pooling_mode_max_tokens: false,
  pooling_mode_mean_sqrt_len_tokens: false,
};

let folder: string;
const at = (name: string): string => join(folder, name);
const put = (name: string, content: unknown) => writeFileSync(at(name), JSON.stringify(content));
const json = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ggem-st-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function lay(...behind: readonly object[]): void {
  mkdirSync(at('1_Pooling'));
  put('1_Pooling/config.json', config);
  put('modules.json', [transformer, pooling, ...behind]);
}

describe('a folder of sentence-transformers', () => {
  it('is read with what follows the pooling', async () => {
    lay(normalize);
    const { spec, channels } = await readSentenceTransformers(folder);
    expect(spec).toMatchObject({ type: 'mean', after: ['l2'] });
    expect(channels).toBe(6);
    put('modules.json', [
      transformer,
      { ...pooling, type: 'sentence_transformers.sentence_transformer.models.Pooling' },
    ]);
    expect((await readSentenceTransformers(folder)).spec).not.toHaveProperty('after');
  });

  it.each<[string, PoolingSpecInput]>([
    ['a maximum', { type: 'max' }],
    ['a normalised first token', { type: 'token', index: 'first', after: ['l2'] }],
    ['two side by side', { type: 'concat', parts: [{ type: 'mean' }, { type: 'token', index: 'last' }] }],
  ])('is written, new or in place of its pooling, and read again: %s', async (_, spec) => {
    for (const isNew of [true, false]) {
      if (!isNew) {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        lay(normalize);
      }
      expect(await writeSentenceTransformers(folder, spec, 6)).toEqual({ promptTokens: 0 });
      expect(await readSentenceTransformers(folder)).toMatchObject({ spec, channels: 6 });
      expect(json('modules.json')).toEqual([transformer, pooling, ...('after' in spec ? [normalize] : [])]);
    }
  });

  it('keeps the layers behind the pooling', async () => {
    const dense = { path: '2_Dense', type: 'sentence_transformers.models.Dense' };
    lay({ idx: 2, name: '2', ...dense }, { ...normalize, idx: 3, name: '3', path: '3_Normalize' });
    await writeSentenceTransformers(folder, { type: 'max' }, 6);
    expect(json('modules.json').map(({ path }: { path: string }) => path)).toEqual([
      '',
      '1_Pooling',
      '2_Dense',
      '3_Normalize',
    ]);
    await expect(readSentenceTransformers(folder)).rejects.toThrow(
      `sentence-transformers: ${at('modules.json')} must have nothing but a Normalize behind its Pooling, but Dense is there.`,
    );
  });

  it('stays as it was where a file cannot be written', async () => {
    lay();
    const before = readFileSync(at('modules.json'), 'utf8');
    rmSync(at('1_Pooling/config.json'));
    mkdirSync(at('1_Pooling/config.json'));
    await expect(writeSentenceTransformers(folder, { type: 'max', after: ['l2'] }, 6)).rejects.toThrow(
      `sentence-transformers: ${at('1_Pooling/config.json')} must be a file to write, but it is a folder.`,
    );
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      '1_Pooling',
      '1_Pooling/config.json',
      'modules.json',
    ]);
    expect(readFileSync(at('modules.json'), 'utf8')).toBe(before);

    rmSync(at('1_Pooling/config.json'), { recursive: true });
    put('1_Pooling/config.json', config);
    writeFileSync(at('2_Normalize'), '');
    await expect(writeSentenceTransformers(folder, { type: 'max', after: ['l2'] }, 6)).rejects.toThrow(
      `sentence-transformers: ${at('2_Normalize')} must be a file to write`,
    );
    expect(json('1_Pooling/config.json')).toEqual(config);

    writeFileSync(at('file'), '');
    const below = at('file/model');
    await expect(writeSentenceTransformers(below, { type: 'max' }, 6)).rejects.toThrow(
      `sentence-transformers: ${join(below, 'modules.json')} must be a file to read, but a part of the path is no folder.`,
    );
  });

  it('is refused where a file is missing or broken', async () => {
    await expect(readSentenceTransformers(folder)).rejects.toThrow(
      `sentence-transformers: ${at('modules.json')} must be a file to read, but there is none. Check the path.`,
    );
    put('modules.json', [transformer]);
    await expect(readSentenceTransformers(folder)).rejects.toThrow(
      'must have a Pooling, but it has Transformer.',
    );
    put('modules.json', [{ ...pooling, path: '../elsewhere' }]);
    await expect(readSentenceTransformers(folder)).rejects.toThrow(
      'must be a list of modules, each with a path in the folder and a type.',
    );
    writeFileSync(at('modules.json'), '[');
    await expect(readSentenceTransformers(folder)).rejects.toThrow('must be JSON, but it is not.');
  });

  it('is a spec on the command line', async () => {
    lay(normalize);
    writeFileSync(at('vit.onnx'), classTokenModel());
    const { code, out } = await runCli(['attach', at('vit.onnx'), '--tokens', 'tokens', '--spec', folder]);
    expect(code).toBe(0);
    expect(out).toContain('new output pooled: mean of tokens, 6 channels');
  });
});
