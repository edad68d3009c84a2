import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  parseSpec,
  poolingFileJsonSchema,
  readPoolingFiles,
  readSafetensors,
  writePoolingFiles,
  writeSafetensors,
} from '../../src/index.ts';
import { refusal } from '../refusal.ts';

const spec = { type: 'ggem', groups: 2, range: [1, 10] } as const;
const channels = 8;
const files = writePoolingFiles({ spec, channels, parameters: { p: Float32Array.of(2.5, 6.1) } });
const p = (values: number[], shape: number[] = [values.length]) =>
  writeSafetensors([{ name: 'p', dtype: 'F64', shape, values }]);

describe('pooling files', () => {
  it('bring spec, channels and parameters back exactly', () => {
    const stored = readPoolingFiles(files.json, files.safetensors);
    expect(stored.spec).toMatchObject({ type: 'ggem', groups: 2, p: 3, range: [1, 10] });
    expect(stored.channels).toBe(8);
    expect(stored.parameters).toEqual({ p: Float64Array.from(Float32Array.of(2.5, 6.1)) });
    const again = writePoolingFiles(stored);
    expect(JSON.parse(again.json)).toEqual(JSON.parse(files.json));
    expect(again.safetensors).toEqual(files.safetensors);
  });
  it('take pooling.json as text, bytes or an object', () => {
    const expected = readPoolingFiles(files.json, files.safetensors);
    expect(readPoolingFiles(new TextEncoder().encode(files.json), files.safetensors)).toEqual(expected);
    expect(readPoolingFiles(JSON.parse(files.json), files.safetensors)).toEqual(expected);
  });
  it('hold float32 where that is exact, else float64', () => {
    const type = (value: number) =>
      readSafetensors(
        writePoolingFiles({ spec, channels, parameters: { p: [2, value] } }).safetensors,
      ).tensors.get('p')!.dtype;
    expect([type(2.5), type(Math.fround(2.1)), type(2.1)]).toEqual(['F32', 'F32', 'F64']);
  });
  it('hold parameters of any rank, under the names of the parts they belong to', () => {
    const given = {
      spec: { type: 'concat', parts: [{ type: 'mean' }, { type: 'gem' }], after: [{ whiten: 2 }] },
      channels: 3,
      parameters: {
        'parts.1.p': [2],
        'after.0.mean': [1, 2, 3, 4, 5, 6],
        'after.0.matrix': new Float32Array(12).fill(0.5),
      },
    } as const;
    const { json, safetensors } = writePoolingFiles(given);
    expect(readSafetensors(safetensors).tensors.get('after.0.matrix')!.shape).toEqual([6, 2]);
    expect(readPoolingFiles(json, safetensors).parameters['after.0.mean']).toEqual(
      Float64Array.of(1, 2, 3, 4, 5, 6),
    );
  });
  it.each([
    ['parts.0.parts.0.p', { type: 'mix', parts: [{ type: 'concat', parts: [{ type: 'gem' }] }] }],
    ['parts.0.part.p', { type: 'mix', parts: [{ type: 'pyramid', levels: [1], part: { type: 'gem' } }] }],
    ['part.parts.0.p', { type: 'regional', part: { type: 'concat', parts: [{ type: 'gem' }] } }],
    ['part.part.p', { type: 'pyramid', part: { type: 'regional', part: { type: 'gem', p: 2 } } }],
  ] as const)('hold a parameter two levels deep, %s, and the schema takes its spec', (name, nested) => {
    const parameters = { [name]: [2.5], ...('parts' in nested && { weights: [1] }) };
    const { json, safetensors } = writePoolingFiles({ spec: nested, channels: 3, parameters });
    const stored = readPoolingFiles(json, safetensors);
    expect(stored.spec).toEqual(parseSpec(nested));
    expect(stored.parameters[name]).toEqual(Float64Array.of(2.5));
    const validate = new Ajv2020().compile(poolingFileJsonSchema());
    expect(validate(JSON.parse(json))).toBe(true);
    expect(validate(JSON.parse(json.replace('"gem"', '"gem", "q": 1')))).toBe(false);
  });
  it('hold infinite exponents, which are fixed, and poolings without parameters', () => {
    const infinite = {
      spec: { type: 'gem', p: 'inf' },
      channels: 3,
      parameters: { p: [Number.POSITIVE_INFINITY] },
    } as const;
    const { json, safetensors } = writePoolingFiles(infinite);
    expect(readPoolingFiles(json, safetensors).parameters).toEqual({
      p: Float64Array.of(Number.POSITIVE_INFINITY),
    });
    const mean = writePoolingFiles({ spec: { type: 'mean', prefixTokens: 1 }, channels: 3, parameters: {} });
    expect(readPoolingFiles(mean.json, mean.safetensors)).toMatchObject({
      spec: { prefixTokens: 1 },
      parameters: {},
    });
  });
});

describe('readPoolingFiles', () => {
  const json = (changes: object) => ({ ...JSON.parse(files.json), ...changes });
  it.each([
    ['broken JSON', '{', 'format | pooling.json: it must be JSON in UTF-8, but it is not.'],
    ['a list', '[]', 'format | pooling.json: it must hold an object, but [] came.'],
    [
      'an unknown key',
      json({ p: [3] }),
      'format | pooling.json: unknown key "p". Known keys: version, channels, spec.',
    ],
    [
      'a newer version',
      json({ version: 2 }),
      'format | pooling.json: version must be 1, but 2 came. A newer version of this package may read the file.',
    ],
    [
      'half a channel',
      json({ channels: 0.5 }),
      'format | pooling.json: channels must be a whole number from 1, but 0.5 came. It is what the pooling was trained for.',
    ],
    [
      'no spec',
      json({ spec: 'gem' }),
      'format | pooling.json: spec must be a spec such as { "type": "gem" }, but "gem" came.',
    ],
    [
      'a wrong spec',
      json({ spec: { type: 'ggem', groups: 2, eps: 0 } }),
      'spec | ggem: eps must be a number from 1.1754943508222875e-38 (the smallest normal float32) to 1e30, but 0 came. The default is 1e-6.',
    ],
    [
      'groups that do not divide the channels',
      json({ channels: 7 }),
      'shape | ggem: groups must divide channels, but 2 does not divide 7. Use a divisor such as 1 or 7.',
    ],
  ])('refuses %s in pooling.json', (_, content, message) => {
    expect(refusal(() => readPoolingFiles(content, files.safetensors))).toBe(message);
  });
  it.each([
    ['a missing name', writeSafetensors([]), 'value | ggem: parameter p [2] is missing.'],
    [
      'an unknown name',
      writeSafetensors([{ name: 'pool.p', dtype: 'F32', shape: [2], values: [3, 3] }]),
      'value | ggem: unknown parameter "pool.p". Known: p.',
    ],
    [
      'another count',
      p([3]),
      'shape | ggem: p must have shape [2], but [1] came. Was it trained for another spec?',
    ],
    [
      'another rank',
      p([3, 3], [1, 2]),
      'shape | ggem: p must have shape [2], but [1, 2] came. Was it trained for another spec?',
    ],
    [
      'NaN',
      p([3, Number.NaN]),
      'value | ggem: p must hold numbers, but NaN came at index 1. A step that is too large may have broken training.',
    ],
    [
      'an infinity in training',
      p([Number.POSITIVE_INFINITY, 3]),
      'value | ggem: p must be finite, being trainable, but Infinity came at index 0. A step that is too large may have broken training.',
    ],
    [
      'a value out of its range',
      p([3, 0.5]),
      'value | ggem: p must lie in its range [1, 10], but 0.5 came at index 1. Store p itself, not what it is made of.',
    ],
  ])('refuses %s in pooling.safetensors', (_, safetensors, message) => {
    expect(refusal(() => readPoolingFiles(files.json, safetensors))).toBe(message);
  });
});

describe('writePoolingFiles', () => {
  it('refuses what it would not read', () => {
    const write = (parameters: Record<string, number[]>) =>
      refusal(() => writePoolingFiles({ spec, channels, parameters }));
    expect(write({})).toBe('value | ggem: parameter p [2] is missing.');
    expect(write({ p: [3] })).toBe(
      'shape | ggem: p must have shape [2], but [1] came. Was it trained for another spec?',
    );
    expect(write({ p: [3, Number.NaN] })).toContain(
      'value | ggem: p must hold numbers, but NaN came at index 1.',
    );
    expect(write({ p: [3, 3], q: [1] })).toBe('value | ggem: unknown parameter "q". Known: p.');
  });
});

describe('poolingFileJsonSchema', () => {
  it('takes what is written, nested specs too, and no unknown key at any depth', () => {
    const validate = new Ajv2020().compile(poolingFileJsonSchema());
    const nested = {
      type: 'mix',
      parts: [{ type: 'mean' }, { type: 'concat', parts: [{ type: 'max' }] }],
    } as const;
    expect(validate({ version: 1, channels: 4, spec: nested })).toBe(true);
    expect(validate(JSON.parse(files.json))).toBe(true);
    const wrong = { type: 'mix', parts: [{ type: 'mean', p: 3 }] };
    expect(validate({ version: 1, channels: 4, spec: wrong })).toBe(false);
    expect(validate({ version: 2, channels: 4, spec: nested })).toBe(false);
    expect(validate({ ...JSON.parse(files.json), p: [3] })).toBe(false);
  });
});
