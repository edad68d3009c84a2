import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { poolArray, readPoolingFiles, writePoolingFiles } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { poolingModel } from '../../src/index.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { attendedForms } from '../sites/attentionForms.ts';
import { runCli } from './runCli.ts';
import { workplace } from './workplace.ts';

const place = workplace();
const p = [2.5, 3, Math.fround(4.1)];
const spec = { type: 'ggem', groups: 3, negatives: 'abs' } as const;

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Files of a trained pooling. */
function lay(trained = writePoolingFiles({ spec, channels: 6, parameters: { p } })): string {
  mkdirSync(place.at('trained'), { recursive: true });
  writeFileSync(place.at('trained/pooling.json'), trained.json);
  writeFileSync(place.at('trained/pooling.safetensors'), trained.safetensors);
  return place.at('trained/pooling.json');
}

const attach = (pooling: string, ...more: readonly string[]) =>
  runCli([
    'attach',
    place.model,
    '--tokens',
    'tokens',
    '--pooling',
    pooling,
    '-o',
    place.at('a.onnx'),
    ...more,
  ]);

describe('parameters of a trained pooling', () => {
  it('come from a pooling.json into a model, and out again to the last bit', async () => {
    const file = lay();
    expect((await attach(file)).err).toBe('');
    const { tokens, pooled } = await runModel(readFileSync(place.at('a.onnx')), { x: numbers(2, 5, 6) });
    const reference = poolArray({ data: tokens!.data, shape: [2, 5, 6] }, spec, { parameters: { p } });
    expectClose(pooled!.data, reference, 1e-6);
    expect(await runCli(['extract', place.at('a.onnx')])).toEqual({
      code: 0,
      out: `${place.at('pooling.json')} and pooling.safetensors\n  ggem over 6 channels: p\n`,
      err: '',
    });
    expect(json(place.at('pooling.json'))).toEqual(json(file));
    expect(readFileSync(place.at('pooling.safetensors'))).toEqual(
      readFileSync(place.at('trained/pooling.safetensors')),
    );
  });

  it.each(['inline', 'function'])('may be as many as a whitening has, %s', async (form) => {
    const channels = 80;
    const shape = ['batch', 5, channels];
    const nodes = [node('Relu', ['x'], ['tokens'])];
    writeFileSync(
      place.model,
      modelBytes({ inputs: [info('x', shape)], outputs: [info('tokens', shape)], nodes }),
    );
    const whitening = { type: 'mean', after: [{ whiten: 60, trainable: false }] } as const;
    const matrix = Array.from({ length: channels * 60 }, (_, i) => Math.fround(Math.sin(i)));
    const mean = Array.from({ length: channels }, (_, i) => i);
    const parameters = { 'after.0.mean': mean, 'after.0.matrix': matrix };
    const file = lay(writePoolingFiles({ spec: whitening, channels, parameters }));
    expect((await attach(file, ...(form === 'function' ? ['--function'] : []))).err).toBe('');
    // They are not in the file twice.
    expect(readFileSync(place.at('a.onnx')).length).toBeLessThan(matrix.length * 4 + 4000);
    expect((await runCli(['extract', place.at('a.onnx')])).err).toBe('');
    const stored = readPoolingFiles(
      readFileSync(place.at('pooling.json'), 'utf8'),
      readFileSync(place.at('pooling.safetensors')),
    );
    expect(Array.from(stored.parameters['after.0.matrix']!)).toEqual(matrix);
    expect((await runCli(['verify', place.at('a.onnx')])).out).toMatch(/: good\n$/);
  });

  it('come out of the model of a pooling alone', async () => {
    writeFileSync(place.at('alone.onnx'), poolingModel(spec, { channels: 6, values: { p } }));
    await runCli(['extract', place.at('alone.onnx'), '-o', place.at('alone.json')]);
    const files = [
      readFileSync(place.at('alone.json')),
      readFileSync(place.at('alone.safetensors')),
    ] as const;
    expect(Array.from(readPoolingFiles(...files).parameters.p!)).toEqual(p);
  });

  it('are where training starts, with a word on it, where the model takes them as input', async () => {
    await attach(lay(), '--live');
    const { code, err } = await runCli(['extract', place.at('a.onnx')]);
    expect([code, err]).toEqual([0, 'The model takes p as input: the file holds where training starts.\n']);
  });

  it('are refused for other channels, for a type besides, and without a file of them', async () => {
    const other = lay(writePoolingFiles({ spec, channels: 12, parameters: { p } }));
    expect((await attach(other)).err).toBe(
      'attach: channels must be those of "tokens" [batch, 5, 6], but 12 came. Leave channels out, or choose a value with as many.\n',
    );
    expect((await attach(other, '--groups', '3')).err).toBe(
      `attach: ${other} says it all, but --groups came too.\nSee ggem-onnx attach --help\n`,
    );
    writeFileSync(place.at('lonely.json'), readFileSync(other));
    expect((await attach(place.at('lonely.json'))).err).toBe(
      `attach: ${place.at('lonely.safetensors')} must be a file to read, but there is none. Check the path.\n`,
    );
  });
});

describe('ggem-onnx extract', () => {
  it('overwrites neither file without --force', async () => {
    await attach(lay());
    writeFileSync(place.at('pooling.safetensors'), 'precious');
    expect((await runCli(['extract', place.at('a.onnx')])).err).toBe(
      `extract: out must be a new file, but ${place.at('pooling.safetensors')} is there. Add --force to overwrite it, or name another with --out.\n`,
    );
    expect(readdirSync(place.folder).sort()).toEqual([
      'a.onnx',
      'pooling.safetensors',
      'trained',
      'vit.onnx',
    ]);
    expect((await runCli(['extract', place.at('a.onnx'), '--force'])).code).toBe(0);
  });

  it("are the model's own where nothing was built in", async () => {
    const { out, err } = await runCli(['extract', place.model, '-o', place.at('own.json')]);
    expect([out.split('\n')[1], err]).toEqual(['  token over 6 channels, which has no parameters', '']);
    const nothing = modelBytes({
      inputs: [info('x', ['n', 5, 6])],
      outputs: [info('y', ['n', 5, 6])],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    writeFileSync(place.at('none.onnx'), nothing);
    expect((await runCli(['extract', place.at('none.onnx')])).err).toBe(
      'extract: model must have one pooling, but none was found in it. Give a file that attach or replace wrote.\n',
    );
  });

  it('are those of a head that the model was trained with', async () => {
    const { nodes, constants = [] } = attendedForms[0]!;
    const of = { inputs: [info('x', ['n', 5, 6])], outputs: [info('y')], nodes, initializers: constants };
    writeFileSync(place.at('abmil.onnx'), modelBytes(of));
    const { out, err } = await runCli(['extract', place.at('abmil.onnx'), '-o', place.at('own.json')]);
    expect([out.split('\n')[1], err]).toEqual([
      '  mean over 6 channels: attend.tanh.matrix, attend.tanh.bias, attend.gate.matrix, attend.gate.bias, attend.score',
      '',
    ]);
  });

  it('asks which pooling where there are several', async () => {
    await attach(lay());
    const more = ['--tokens', 'x', '--pooling', 'gem', '-o', place.at('b.onnx')];
    await runCli(['attach', place.at('a.onnx'), ...more]);
    expect((await runCli(['extract', place.at('b.onnx')])).err).toBe(
      'extract: model must have one pooling, but it has pooled, pooled_1. Choose one with --name.\n',
    );
    const { out } = await runCli(['extract', place.at('b.onnx'), '--name', 'pooled_1']);
    expect(out).toContain('  gem over 6 channels: p\n');
    expect((await runCli(['extract', place.at('b.onnx'), '-o', 'x'])).err).toBe(
      'extract: --out must end in .json, but "x" came.\nSee ggem-onnx extract --help\n',
    );
  });
});
