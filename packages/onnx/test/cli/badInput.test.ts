import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classTokenModel, info, modelBytes, node } from '../edit/models.ts';
import { runCli } from './runCli.ts';
import { workplace } from './workplace.ts';

const place = workplace();

describe('a wrong command', () => {
  const tokens = ['--tokens', 'tokens', '--pooling', 'mean'];

  it.each([
    [
      ['fly'],
      'ggem-onnx: command must be one of inspect, attach, replace, verify, extract, but "fly" came.',
      '',
    ],
    [
      ['inspekt', 'a'],
      'ggem-onnx: command must be one of inspect, attach, replace, verify, extract, but "inspekt" came. Did you mean "inspect"?',
      '',
    ],
    [['inspect'], 'inspect: a model is missing.', 'inspect '],
    [['inspect', 'a', 'b'], 'inspect: one model is taken, but "b" came too.', 'inspect '],
    [['inspect', 'a', '--colour'], 'inspect: option --colour is unknown.', 'inspect '],
    [
      ['attach', 'a', '--token', 't'],
      'attach: option --token is unknown. Did you mean "--tokens"?',
      'attach ',
    ],
    [['attach', 'a', '--pooling'], 'attach: --pooling needs a value.', 'attach '],
    [['attach', 'a', '--force=1'], 'attach: --force takes no value.', 'attach '],
    [
      ['attach', 'a', '--tokens', 't'],
      'attach: --pooling is missing, such as --pooling ggem --groups 12.',
      'attach ',
    ],
    [
      ['attach', 'a', '--pooling', 'mean'],
      'attach: --tokens is missing. ggem-onnx inspect a lists what can be pooled.',
      'attach ',
    ],
    [
      ['attach', 'a', ...tokens, '--spec', '{}'],
      'attach: --spec says it all, but --pooling came too.',
      'attach ',
    ],
    [
      ['attach', 'a', ...tokens, '--groups', 'x'],
      'attach: --groups must be a whole number of at least 1, but "x" came.',
      'attach ',
    ],
    [
      ['attach', 'a', ...tokens, '--p', 'x'],
      'attach: --p must be numbers, inf or -inf, with commas between, but "x" came.',
      'attach ',
    ],
    [
      ['attach', 'a', ...tokens, '--mask', 'new:x'],
      'attach: --mask must be a name, or new: and bool, int32, int64, float32, float16, float64, but "new:x" came.',
      'attach ',
    ],
    [
      ['verify', 'a', '--dim', 'x'],
      'verify: --dim must be AXIS=N, such as batch=2, but "x" came.',
      'verify ',
    ],
  ])('is told what is wrong and where the help is: %j', async (args, message, command) => {
    const err = `${message}\nSee ggem-onnx ${command}--help\n`;
    expect(await runCli(args)).toEqual({ code: 1, out: '', err });
  });
});

describe('bad input', () => {
  const candidates = 'Choose one such as tokens [batch, 5, 6], x [batch, 5, 6].';
  const mean = ['--pooling', 'mean'];

  it.each<[string, Uint8Array, string[], string]>([
    [
      'a truncated file',
      classTokenModel().slice(0, 300),
      ['attach', '--tokens', 'tokens', ...mean],
      'onnx: model must be an ONNX file, but it ends in the middle, after 300 bytes (field 7 of ModelProto says it has 530 bytes, but 289 are left). Download or copy it again.',
    ],
    [
      'a file that is not ONNX',
      Buffer.from('PNG? No.'),
      ['replace', ...mean],
      'onnx: model must be an ONNX file, but it is something else (byte 2: illegal tag: field no 8 wire type 7). Give a file that an exporter to ONNX wrote.',
    ],
    [
      'a value that is not there',
      classTokenModel(),
      ['attach', '--tokens', 'feature', ...mean],
      `attach: tokens must name a value of the model, but "feature" came. ${candidates}`,
    ],
    [
      'a rank that does not fit',
      classTokenModel(),
      ['attach', '--tokens', 'logits', ...mean],
      `attach: tokens must have shape [batch, tokens, channels], but "logits" is [batch, 3]. ${candidates}`,
    ],
    [
      'channels that do not fit the groups',
      classTokenModel(),
      ['replace', '--pooling', 'ggem', '--groups', '4'],
      'ggem: groups must divide channels, but 4 does not divide 6. Use a divisor such as 2, 3 or 6.',
    ],
    [
      'an unsupported operator set',
      classTokenModel({ opset: 6 }),
      ['replace', ...mean],
      "replace: model must import operator set 7 to 26, but 6 came. Convert it with convert_version of Python's onnx.version_converter.",
    ],
    [
      'an output name that is taken',
      classTokenModel(),
      ['attach', '--tokens', 'tokens', '--name', 'logits', ...mean],
      'attach: output must be a new name, but "logits" is taken. Use another, such as "logits_1".',
    ],
    [
      'no pooling to replace',
      modelBytes({
        inputs: [info('x', [1, 2, 3])],
        outputs: [info('y', [1, 2, 3])],
        nodes: [node('Relu', ['x'], ['y'])],
      }),
      ['replace', ...mean],
      'replace: model must pool its tokens, but no pooling was found (a token, a mean, a maximum, a power mean or the like over tokens). Attach one instead. Choose one such as y [1, 2, 3], x [1, 2, 3].',
    ],
  ])('gives one clear error, exit code 1 and no file: %s', async (_, bytes, [command, ...rest], message) => {
    writeFileSync(place.model, bytes);
    expect(await runCli([command!, place.model, ...rest, '-o', place.at('out.onnx')])).toEqual({
      code: 1,
      out: '',
      err: `${message}\n`,
    });
    expect(readdirSync(place.folder)).toEqual(['vit.onnx']);
  });

  it('names a file that is not there, a place.folder, and a place where nothing can be written', async () => {
    expect((await runCli(['inspect', place.at('none.onnx')])).err).toBe(
      `inspect: ${place.at('none.onnx')} must be a file to read, but there is none. Check the path.\n`,
    );
    expect((await runCli(['inspect', place.folder])).err).toBe(
      `inspect: ${place.folder} must be a file to read, but it is a folder. Name the .onnx file in it.\n`,
    );
    const out = join(place.folder, 'no', 'out.onnx');
    expect((await runCli(['replace', place.model, '--pooling', 'max', '-o', out])).err).toBe(
      `replace: ${out} must be a file to write, but its folder is not there. Make the folder first.\n`,
    );
    expect(existsSync(out)).toBe(false);
  });
});
