import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { classTokenModel, info, modelBytes, node, weights } from '../edit/models.ts';
import { runCli } from './runCli.ts';
import { workplace } from './workplace.ts';

const place = workplace();

describe('ggem-onnx attach', () => {
  it('writes the model beside the old one, named after the pooling', async () => {
    const { code, out, err } = await runCli([
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'ggem',
      '--groups',
      '3',
    ]);
    const size = (readFileSync(place.at('vit.ggem.onnx')).length / 1000).toFixed(1);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: `${place.at('vit.ggem.onnx')} (${size} kB)\n  new output pooled: ggem of tokens, 6 channels\n  prefix tokens: 1, the class token that Gather reads; --prefix-tokens 0 pools it too\n`,
      err: '',
    });
    expect(checkModel(readFileSync(place.at('vit.ggem.onnx')))).toEqual([]);
    expect(readFileSync(place.model)).toEqual(Buffer.from(classTokenModel()));
  });

  it('tells of new inputs and of the output of pooling weights', async () => {
    const { out } = await runCli([
      ...[
        'attach',
        place.model,
        '--tokens',
        'tokens',
        '--spec',
        '{"type":"gem","p":4}',
        '-o',
        place.at('out.onnx'),
      ],
      ...[
        '--mask',
        'new:bool',
        '--token-weights',
        '--live',
        '--pooling-weights',
        '--function',
        '--normalize',
        '--name',
        'y',
      ],
    ]);
    expect(out.split('\n').slice(1)).toEqual([
      '  new output y: gem of tokens, 6 channels',
      '  y_pooling_weights: where the pooling looks',
      '  prefix tokens: 1, the class token that Gather reads; --prefix-tokens 0 pools it too',
      '  new input mask',
      '  new input token_weights',
      '  new input p',
      '',
    ]);
  });

  it('takes a spec from a file, and negative and infinite exponents', async () => {
    writeFileSync(place.at('spec.json'), '{"type":"max"}');
    const ways = [
      ['--spec', place.at('spec.json')],
      ['--pooling', 'gem', '--p', '-1'],
      ['--pooling', 'gem', '--p', '-inf'],
      ['--pooling', 'ggem', '--groups', '2', '--p', '1,inf'],
    ];
    for (const way of ways) {
      const { code, err } = await runCli([
        'attach',
        place.model,
        '--tokens',
        'x',
        '--force',
        '-o',
        place.at('out.onnx'),
        ...way,
      ]);
      expect([code, err]).toEqual([0, '']);
    }
  });

  it('never overwrites a file without --force, and then wholly', async () => {
    writeFileSync(place.at('out.onnx'), 'precious');
    const args = [
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'mean',
      '-o',
      place.at('out.onnx'),
    ];
    expect(await runCli(args)).toEqual({
      code: 1,
      out: '',
      err: `attach: out must be a new file, but ${place.at('out.onnx')} is there. Add --force to overwrite it, or name another with --out.\n`,
    });
    expect(readFileSync(place.at('out.onnx'), 'utf8')).toBe('precious');
    expect((await runCli([...args, '--force'])).code).toBe(0);
    expect(checkModel(readFileSync(place.at('out.onnx')))).toEqual([]);
    expect(readdirSync(place.folder).sort()).toEqual(['out.onnx', 'vit.onnx']);
  });

  it('may write over its own input', async () => {
    const args = [
      'attach',
      place.model,
      '--tokens',
      'tokens',
      '--pooling',
      'mean',
      '-o',
      place.model,
      '--force',
    ];
    expect((await runCli(args)).code).toBe(0);
    expect(checkModel(readFileSync(place.model))).toEqual([]);
  });
});

describe('ggem-onnx replace', () => {
  it('says what it took the place of, and that the class token is left out', async () => {
    const { code, out, err } = await runCli(['replace', place.model, '--pooling', 'mean']);
    expect(code).toBe(0);
    expect(out).toContain('  class_token: mean of tokens in place of token 0 (Gather)\n');
    expect(out).toContain(
      '  prefix tokens: 1, the class token that Gather reads; --prefix-tokens 0 pools it too\n',
    );
    expect(err).toBe('');
    const all = await runCli([
      'replace',
      place.model,
      '--pooling',
      'mean',
      '--prefix-tokens',
      '0',
      '--force',
    ]);
    expect(all.out).not.toContain('prefix tokens');
  });
});

describe('a mask that the model has', () => {
  const inputs = [info('ids', ['n', 't'], 'int64'), info('attention_mask', ['n', 't'], 'int64')];
  const text = modelBytes({
    inputs,
    outputs: [info('hidden', ['n', 't', 6])],
    initializers: [weights('table', [20, 6])],
    nodes: [node('Gather', ['table', 'ids'], ['hidden'])],
  });

  it.each([
    [[], 1, 'Use mask { value: "attention_mask" } (--mask attention_mask)'],
    [['--mask', 'attention_mask'], 0, ''],
    [['--no-mask'], 0, ''],
    [['--no-mask', '--mask', 'new:bool'], 1, '--no-mask says that there is none, but --mask came too.'],
  ])('is asked for, and may be left out: %j', async (choice, code, message) => {
    writeFileSync(place.model, text);
    const out = ['-o', place.at('out.onnx')];
    const attached = await runCli([
      ...['attach', place.model, '--tokens', 'hidden', '--pooling', 'mean'],
      ...[...out, ...choice],
    ]);
    expect(attached.code).toBe(code);
    expect(attached.err).toContain(message);
  });
});

describe('ggem-onnx inspect', () => {
  it('shows what can be pooled and how the model pools', async () => {
    const { code, out, err } = await runCli(['inspect', place.model]);
    const size = readFileSync(place.model).length.toString();
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        `vit.onnx: ${size} bytes, operator set 17, 4 nodes, weights in the file`,
        '',
        'Inputs',
        '  x  float32 [batch, 5, 6]',
        '',
        'Outputs',
        '  logits  float32 [batch, 3]',
        '  tokens  float32 [batch, 5, 6]',
        '',
        'Poolings (replace takes them)',
        '  class_token  token 0 of tokens [batch, 5, 6]  Gather',
        '',
        'Tokens (attach takes them)',
        '  tokens  float32 [batch, 5, 6]  LayerNormalization, output',
        '  x       float32 [batch, 5, 6]  input',
        '',
      ].join('\n'),
    );
  });

  it('shows it as JSON', async () => {
    const { out } = await runCli(['inspect', place.model, '--json']);
    const shown = JSON.parse(out);
    expect(Object.keys(shown)).toEqual([
      'file',
      'bytes',
      'opset',
      'irVersion',
      'nodes',
      'externalFiles',
      'inputs',
      'outputs',
      'poolings',
      'built',
      'tokens',
      'maps',
    ]);
    expect(shown.outputs[1]).toEqual({ name: 'tokens', dtype: 'float32', shape: ['batch', 5, 6] });
  });

  it('shows the feature maps of a model that has no tokens', async () => {
    const nodes = [
      node('Conv', ['image', 'kernel'], ['a'], { pads: [1, 1, 1, 1] }),
      node('Relu', ['a'], ['b']),
      node('GlobalAveragePool', ['b'], ['c']),
      node('Flatten', ['c'], ['y']),
    ];
    const sketch = {
      inputs: [info('image', ['n', 3, 8, 8])],
      outputs: [info('y', ['n', 4])],
      initializers: [weights('kernel', [4, 3, 3, 3])],
      nodes,
    };
    writeFileSync(place.model, modelBytes(sketch));
    const { out } = await runCli(['inspect', place.model]);
    expect(out.split('\n').slice(7)).toEqual([
      '',
      'Poolings (replace takes them)',
      '  c  mean of b [n, 4, 8, 8]  GlobalAveragePool',
      '',
      'Feature maps (attach --channels-first takes them)',
      '  b  float32 [n, 4, 8, 8]  Relu',
      '  a  float32 [n, 4, 8, 8]  Conv',
      '',
    ]);
  });

  it('warns of an operator set in which no pooling can be written', async () => {
    writeFileSync(place.model, classTokenModel({ opset: 6 }));
    const { code, out } = await runCli(['inspect', place.model]);
    expect(code).toBe(0);
    expect(out).toContain(
      'Poolings need operator set 7 to 26: convert the model before attach or replace.\n',
    );
  });
});
