import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { poolArray, writePoolingFiles } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { attachPooling, poolingModel, poolingsIn, replacePooling } from '../../src/index.ts';
import { ModelProtoSchema, StringStringEntryProtoSchema } from '../../src/proto/onnx.ts';
import { parseRecord } from '../../src/record/parseRecord.ts';
import { expectClose } from '../edit/expectClose.ts';
import { classTokenModel } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';

/** The class token model with a line of metadata. */
function withMetadata(value: string): Uint8Array {
  const model = fromBinary(ModelProtoSchema, classTokenModel());
  model.metadataProps.push(create(StringStringEntryProtoSchema, { key: 'ggem.pooling.pooled', value }));
  return toBinary(ModelProtoSchema, model);
}

const sound = {
  spec: { type: 'gem' },
  tokens: 'tokens',
  dataFormat: 'channelsLast',
  channels: 6,
  output: 'pooled',
  reads: { parameters: {} },
};

/** A record with a spec inside of so many others. */
function deep(levels: number): string {
  const spec = `${'{"type":"mix","parts":['.repeat(levels)}{"type":"mean"}${']}'.repeat(levels)}`;
  return JSON.stringify(sound).replace('{"type":"gem"}', spec);
}

describe('poolingsIn', () => {
  it('tells of every pooling, where its training starts, and what is an input', () => {
    const once = attachPooling(
      classTokenModel(),
      { type: 'gem', p: 4 },
      { tokens: 'x', parameters: 'inputs' },
    );
    const twice = replacePooling(once.toBytes(), { type: 'max', prefixTokens: 1 }).toBytes();
    expect(poolingsIn(twice).map(({ spec, ...rest }) => ({ type: spec.type, ...rest }))).toEqual([
      {
        type: 'gem',
        output: 'pooled',
        tokens: 'x',
        channels: 6,
        parameters: { p: Float64Array.of(4) },
        live: ['p'],
      },
      { type: 'max', output: 'class_token', tokens: 'tokens', channels: 6, parameters: {}, live: [] },
    ]);
    expect(poolingsIn(classTokenModel())).toEqual([]);
  });

  it('reads what an earlier version wrote', () => {
    const { dataFormat: layout, ...rest } = sound;
    const earlier = { ...rest, layout, reads: { weights: 'token_weights', parameters: {} } };
    expect(parseRecord(JSON.stringify(earlier), 1e3)).toMatchObject({
      dataFormat: 'channelsLast',
      reads: { tokenWeights: 'token_weights' },
    });
  });

  it('gives what makes the same model again', async () => {
    const spec = { type: 'ggem', groups: 2, negatives: 'abs' } as const;
    const model = poolingModel(spec, { channels: 6, normalize: true, values: { p: [2, 'inf'] } });
    const [found] = poolingsIn(model);
    const again = poolingModel(found!.spec, { channels: found!.channels, values: found!.parameters });
    expect(poolingsIn(again)).toEqual([found]);
    const tokens = numbers(2, 5, 6);
    const { pooled } = await runModel(again, { tokens });
    const options = { parameters: { p: [2, Number.POSITIVE_INFINITY] } };
    expectClose(pooled!.data, poolArray(tokens, { ...spec, after: ['l2'] }, options), 1e-6);
    expect(() => writePoolingFiles(found!)).toThrow('p must be finite, being trainable');
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a wrong spec', { ...sound, spec: { type: 'best' } }],
    ['more channels than the file could hold', { ...sound, channels: 2 ** 40 }],
    ['no whole number of channels', { ...sound, channels: 0.5 }],
    [
      'a matrix that the file could not hold',
      { ...sound, channels: 60000, spec: { type: 'mean', after: [{ whiten: 50000 }] } },
    ],
    ['another data format', { ...sound, dataFormat: 'sideways' }],
    ['a spec 100,000 deep', deep(100_000)],
    ['more regions than any use has', { ...sound, spec: { type: 'pyramid', levels: [1e5] } }],
    ['groups by the billion', { ...sound, channels: 1e9, spec: { type: 'ggem', groups: 1e9 } }],
    ['names that are none', { ...sound, reads: { parameters: { p: 1 } } }],
    ['values that are none', { ...sound, values: { p: 3 } }],
  ])('passes over metadata with %s', (_, record) => {
    expect(poolingsIn(withMetadata(JSON.stringify(sound)))).toHaveLength(1);
    expect(poolingsIn(withMetadata(typeof record === 'string' ? record : JSON.stringify(record)))).toEqual(
      [],
    );
  });

  it('refuses values that do not fit, and constants that are gone', () => {
    const refuse = (values: object) => () => poolingsIn(withMetadata(JSON.stringify({ ...sound, values })));
    expect(refuse({ p: [1, 2] })).toThrow('gem: p must have 1 entries, one a group, but 2 came.');
    expect(refuse({ p: { tensor: 'gone' } })).toThrow(
      'onnx: parameters of a pooling must lie in the constant "gone" of the model, but it was removed. Use the files that they came from.',
    );
    expect(refuse({ p: { tensor: 'zero' } })).toThrow(
      'onnx: parameters of a pooling must lie in the constant "zero" of the model, but it was moved or changed. Use the files that they came from.',
    );
  });
});
