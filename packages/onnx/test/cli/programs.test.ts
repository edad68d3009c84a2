import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { poolingTypes } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { classTokenModel } from '../edit/models.ts';
import { runCli } from './runCli.ts';
import { workplace } from './workplace.ts';

const place = workplace();
const attachMean = ['--tokens', 'tokens', '--pooling', 'mean'];

describe('a model that is called -', () => {
  it('comes from the standard input and goes to the standard output, told on the other one', async () => {
    const { code, out, err, bytes } = await runCli(['attach', '-', ...attachMean], false, classTokenModel());
    const file = await runCli(['attach', place.model, ...attachMean]);
    const written = readFileSync(place.at('vit.mean.onnx'));
    expect([code, out]).toEqual([0, '']);
    expect(bytes).toEqual(written);
    expect(checkModel(bytes!)).toEqual([]);
    expect(err).toBe(file.out.replace(place.at('vit.mean.onnx'), 'standard output'));
  });

  it('is inspected and verified, and written to a file where --out says so', async () => {
    const inspected = await runCli(['inspect', '-'], false, classTokenModel());
    expect(inspected.out).toBe((await runCli(['inspect', place.model])).out.replace('vit.onnx', '-'));
    const out = place.at('out.onnx');
    await runCli(['replace', '-', '--pooling', 'mean', '-o', out], false, classTokenModel());
    const verified = await runCli(['verify', '-', '--against', place.model], false, readFileSync(out));
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(await runCli(['verify', '-', '--against', '-'])).toMatchObject({
      code: 1,
      err: 'verify: one model comes from the standard input, but - came twice.\nSee ggem-onnx verify --help\n',
    });
  });

  it('goes through the pipes of a process', () => {
    const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
    const args = [bin, 'attach', '-', ...attachMean];
    const { stdout, status } = spawnSync(process.execPath, args, { input: classTokenModel() });
    expect(status).toBe(0);
    expect(checkModel(stdout)).toEqual([]);
  });
});

describe('--json', () => {
  it('tells what attach did, and what verify found', async () => {
    const { out } = await runCli(['attach', place.model, ...attachMean, '--json', '--verify']);
    expect(JSON.parse(out)).toMatchObject({
      file: place.at('vit.mean.onnx'),
      bytes: readFileSync(place.at('vit.mean.onnx')).length,
      output: 'pooled',
      tokens: 'tokens',
      channels: 6,
      inputs: [],
      prefix: { tokens: 1 },
      verified: { isGood: true },
    });
  });

  it('tells what replace did beside a model on the standard output', async () => {
    const args = ['replace', place.model, '--pooling', 'mean', '--json', '-o', '-'];
    const { out, err, bytes } = await runCli(args);
    expect(out).toBe('');
    expect(JSON.parse(err)).toMatchObject({ file: '-', bytes: bytes!.length, channels: 6 });
  });

  it('tells what extract wrote', async () => {
    await runCli(['attach', place.model, '--tokens', 'tokens', '--pooling', 'gem']);
    const { out } = await runCli(['extract', place.at('vit.gem.onnx'), '--json']);
    expect(JSON.parse(out)).toMatchObject({
      files: [place.at('pooling.json'), place.at('pooling.safetensors')],
      output: 'pooled',
      spec: { type: 'gem' },
      channels: 6,
      parameters: ['p'],
      live: [],
    });
    expect(readdirSync(place.folder)).toContain('pooling.safetensors');
  });
});

describe('--pooling list', () => {
  it('prints every pooling with its formula, and needs no model', async () => {
    const { code, out } = await runCli(['attach', '--pooling', 'list']);
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(poolingTypes);
    expect(out).toContain('mean                  Average pooling (SPoC)');
    const listed = JSON.parse((await runCli(['replace', '--pooling', 'list', '--json'])).out);
    expect(listed[poolingTypes.indexOf('mean')]).toMatchObject({ type: 'mean', formula: 'y = Σ q x' });
    expect((await runCli(['attach', '--pooling', 'mean'])).err).toMatch(/^attach: a model is missing\./);
  });
});

describe('inspect --graph', () => {
  it('prints a node in a line, in the order in which they run', async () => {
    const { code, out } = await runCli(['inspect', place.model, '--graph']);
    expect(code).toBe(0);
    expect(out.split('\n')).toMatchInlineSnapshot(`
      [
        "tokens float32 [batch, 5, 6] = LayerNormalization(x, scale [6], shift [6])",
        "class_token float32 [batch, 6] = Gather(tokens, zero [])",
        "product float32 [batch, 3] = MatMul(class_token, head [6, 3])",
        "logits float32 [batch, 3] = Add(product, bias [3])",
        "",
      ]
    `);
    const nodes = JSON.parse((await runCli(['inspect', place.model, '--graph', '--json'])).out);
    expect(nodes).toHaveLength(out.trimEnd().split('\n').length);
  });
});
