import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writePoolingFiles } from '@ggem/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { classTokenModel, info, modelBytes, node } from '../edit/models.ts';
import { weightsOutside } from '../edit/weightsOutside.ts';
import { sharedFile } from '../sharedFile.ts';
import { runCli } from './runCli.ts';
import { workplace } from './workplace.ts';

const place = workplace();

describe('ggem-onnx verify', () => {
  it('prints the largest error of every pooling', async () => {
    await runCli([
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'gem',
      '--live',
      '-o',
      place.at('a.onnx'),
    ]);
    await runCli(['replace', place.at('a.onnx'), '--pooling', 'max', '-o', place.at('b.onnx')]);
    const { code, out, err } = await runCli(['verify', place.at('b.onnx'), '--dim', 'batch=3']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^Ran on\n {2}x {2}\[3, 5, 6\] {2}random, normal\n {2}p {2}\[1\] {8}as given\npooled: gem of 3 × 5 × 6 tokens\n {2}largest error \S+ at \[\d, \d\]: the model gives \S+, the reference \S+\n {2}\S+ of the largest value \S+; 1\.0e-5 is allowed: good\nclass_token: max of 3 × 5 × 6 tokens\n {2}largest error 0 /,
    );
  });

  it('verifies a pooling with a shortcut', async () => {
    const options = ['--tokens', 'tokens', '--pooling', 'gem', '--shortcut', '-o', place.at('a.onnx')];
    expect((await runCli(['attach', place.model, ...options])).err).toBe('');
    expect((await runCli(['verify', place.at('a.onnx')])).out).toMatch(/: good\n$/);
  });

  it('verifies a pooling of feature maps whose axes are kept', async () => {
    const inputs = [info('x', ['n', 4, 'h', 'w'])];
    const outputs = [info('y', ['n', 4, 'h', 'w'])];
    writeFileSync(place.model, modelBytes({ inputs, outputs, nodes: [node('Relu', ['x'], ['y'])] }));
    const options = ['--tokens', 'y', '--channels-first', '--keep-dims', '--mask', 'new:bool'];
    const attached = ['attach', place.model, ...options, '--pooling', 'gem', '-o', place.at('a.onnx')];
    expect((await runCli(attached)).err).toBe('');
    const { code, out } = await runCli(['verify', place.at('a.onnx'), '--dim', 'h=3', '--dim', 'w=5']);
    expect([code, out]).toEqual([0, expect.stringMatching(/\npooled: gem of 2 × 4 × 3 × 5 tokens\n/)]);
  });

  it('verifies a model with its weights in another file, which attach does not read', async () => {
    const { model, weights } = weightsOutside();
    writeFileSync(place.model, model);
    const attached = ['attach', place.model, '--tokens', 'tokens', '--pooling', 'gem', '-o'];
    mkdirSync(place.at('elsewhere'));
    const away = await runCli([...attached, place.at('elsewhere/a.onnx')]);
    expect([away.code, away.err]).toEqual([
      0,
      `Its weights stay in model.weights: copy it to ${place.at('elsewhere')} too.\n`,
    ]);
    expect((await runCli([...attached, place.at('a.onnx')])).err).toBe('');
    // onnxruntime-node names the file that is missing.
    const { code, err } = await runCli(['verify', place.at('a.onnx')]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^verify: model must load in onnxruntime-node, but it says: .*model\.weights/),
    ]);
    writeFileSync(place.at('model.weights'), weights);
    expect((await runCli(['verify', place.at('a.onnx')])).out).toMatch(/: good\n$/);
    expect(readdirSync(place.folder).sort()).toEqual(['a.onnx', 'elsewhere', 'model.weights', 'vit.onnx']);
  });

  it('finds a pooling that is wrong', async () => {
    await runCli([
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'mean',
      '-o',
      place.at('a.onnx'),
    ]);
    const bytes = readFileSync(place.at('a.onnx'));
    // The metadata now claim another pooling, whose text has the same length.
    bytes.write('"max" ', bytes.lastIndexOf('"mean"'));
    writeFileSync(place.at('b.onnx'), bytes);
    const { code, out } = await runCli(['verify', place.at('b.onnx')]);
    expect(code).toBe(1);
    expect(out).toMatch(/WRONG\n$/);
  });

  it('compares the other outputs with those of the model as it was', async () => {
    const replaced = ['replace', place.model, '--pooling', 'mean', '-o', place.at('a.onnx'), '--verify'];
    const { code, out } = await runCli(replaced);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /Beside the original\n {2}logits {2}\[2, 3\] {5}follows from the pooling, not compared\n {2}tokens {2}\[2, 5, 6\] {2}largest error 0 of the largest value: good\n$/,
      ),
    ]);
    // Changes one number in the scale of the norm: the second one, which is 7 / 11 - 0.4.
    const damaged = readFileSync(place.at('a.onnx'));
    damaged.writeFloatLE(3, damaged.indexOf(Buffer.from(Float32Array.of(7 / 11 - 0.4).buffer)));
    writeFileSync(place.at('b.onnx'), damaged);
    expect((await runCli(['verify', place.at('b.onnx')])).code).toBe(0);
    const against = await runCli(['verify', place.at('b.onnx'), '--against', place.model]);
    expect([against.code, against.out]).toEqual([
      1,
      expect.stringMatching(/tokens {2}\[2, 5, 6\] {2}largest error \S+ of the largest value: WRONG\n$/),
    ]);
  });

  it('runs a model on values from files, and on as many texts as they have', async () => {
    writeFileSync(place.at('vit.onnx'), classTokenModel());
    await runCli([
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'mean',
      '--mask',
      'new:int64',
      '-o',
      place.at('a.onnx'),
    ]);
    // The bytes that numpy 1.24.2 writes by np.save(file, np.array([[1, 1, 0, 0, 0]] * 3, dtype='<i8')).
    const said = "{'descr': '<i8', 'fortran_order': False, 'shape': (3, 5), }";
    const head = `${said.padEnd(117)}\n`;
    const mask = BigInt64Array.from([1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0], BigInt);
    const bytes = [
      Buffer.from([0x93]),
      Buffer.from('NUMPY\u0001\u0000'),
      Buffer.from([118, 0]),
      Buffer.from(head),
    ];
    writeFileSync(place.at('m.npy'), Buffer.concat([...bytes, Buffer.from(mask.buffer)]));
    const given = await runCli(['verify', place.at('a.onnx'), '--input', `mask=${place.at('m.npy')}`]);
    expect([given.code, given.out]).toEqual([
      0,
      expect.stringMatching(
        /^Ran on\n {2}x {5}\[3, 5, 6\] {2}random, normal\n {2}mask {2}\[3, 5\] {5}as given\n/,
      ),
    ]);
    expect((await runCli(['verify', place.at('a.onnx'), '--input', `maks=${place.at('m.npy')}`])).err).toBe(
      'verify: input must name an input of the model, but "maks" came. It has x, mask.\n',
    );
    expect((await runCli(['verify', place.at('a.onnx'), '--input', `x=${place.at('m.npy')}`])).err).toBe(
      'verify: input x must have shape [batch, 5, 6], but [3, 5] came. Check the file and --dim.\n',
    );
    expect((await runCli(['verify', place.at('a.onnx'), '--input', 'x'])).err).toContain(
      'verify: --input must be NAME=FILE.npy, such as input_ids=ids.npy, but "x" came.',
    );
  });

  it('draws no word that a table does not have', async () => {
    const model = sharedFile('data/models-that-failed/vespa_bert_vocab20_mean.onnx');
    if (model === undefined) return;
    writeFileSync(place.model, model);
    const { code, out } = await runCli(['verify', place.model]);
    expect([code, out]).toEqual([0, expect.stringContaining('random whole numbers 0 to ')]);
    expect(out).toMatch(/attention_mask {2}\[2, 16\] {2}a mask: ones, then zeros\n/);
  });

  it('refuses a model without a pooling, and an axis that it does not have', async () => {
    expect(await runCli(['verify', place.model])).toEqual({
      code: 1,
      out: '',
      err: 'verify: model must have a pooling built in, but its metadata tell of none. Give a file that attach or replace wrote.\n',
    });
    await runCli([
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'mean',
      '-o',
      place.at('a.onnx'),
    ]);
    expect((await runCli(['verify', place.at('a.onnx'), '--name', 'other'])).err).toBe(
      'verify: model must have a pooling "other" built in, but it has pooled. Give a file that attach or replace wrote.\n',
    );
    expect((await runCli(['verify', place.at('a.onnx'), '--dim', 'height=3'])).err).toBe(
      'verify: dim must name an open axis of an input, but "height" came. The model has batch.\n',
    );
  });

  it('knows the parameters that a pooling.json brought along', async () => {
    const stored = writePoolingFiles({
      spec: { type: 'mean', after: [{ whiten: 2, trainable: false }] },
      channels: 6,
      parameters: {
        'after.0.mean': [1, 2, 3, 4, 5, 6],
        'after.0.matrix': Array.from({ length: 12 }, (_, i) => (i % 5) - 2),
      },
    });
    writeFileSync(place.at('pooling.json'), stored.json);
    writeFileSync(place.at('pooling.safetensors'), stored.safetensors);
    const spec = ['--spec', place.at('pooling.json')];
    const attached = await runCli([
      'attach',
      place.model,
      '--tokens',
      'tokens',
      ...spec,
      '-o',
      place.at('a.onnx'),
    ]);
    expect(attached.out).toContain('  new output pooled: mean of tokens, 2 channels\n');
    const { code, out } = await runCli(['verify', place.at('a.onnx')]);
    expect([code, out]).toEqual([0, expect.stringMatching(/: good\n$/)]);
    // The nodes after the pooling need the old number of channels.
    expect((await runCli(['replace', place.model, ...spec])).err).toBe(
      'replace: the pooling must keep the 6 channels that follow, but mean gives 2. Attach it as an output instead.\n',
    );
  });

  it('says that onnxruntime-node is missing where it is', async () => {
    await runCli([
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'mean',
      '-o',
      place.at('a.onnx'),
    ]);
    vi.doMock('onnxruntime-node', () => {
      throw new Error('Cannot find package');
    });
    expect(await runCli(['verify', place.at('a.onnx')])).toEqual({
      code: 1,
      out: '',
      err: 'verify: onnxruntime-node must be installed to run a model, but it cannot be loaded. Run: npm install onnxruntime-node\n',
    });
  });
});

afterEach(() => {
  vi.doUnmock('onnxruntime-node');
});
