import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { AttributeProtoSchema, ModelProtoSchema } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { classTokenModel, info, ints, modelBytes, node } from './models.ts';
import { rawFields } from './wire.ts';

const text = (value: string) => Uint8Array.from(value, (char) => char.charCodeAt(0));
const attach =
  (model: Uint8Array, tokens = 'tokens', more = {}) =>
  () =>
    attachPooling(model, { type: 'mean' }, { tokens, ...more });
const replace =
  (model: Uint8Array, more = {}) =>
  () =>
    replacePooling(model, { type: 'mean' }, more);
const file = (what: string) => `onnx: model must be an ONNX file, but ${what}`;
const exporter = 'Give a file that an exporter to ONNX wrote.';

describe('a file that is no ONNX model', () => {
  const model = classTokenModel();
  const graphLength = rawFields(model).find(({ number }) => number === 7)!.content.length;

  it.each([
    ['the file is empty. Download or copy it again.', new Uint8Array()],
    [
      `it ends in the middle, after 300 bytes (field 7 of ModelProto says it has ${graphLength} bytes, but 289 are left). Download or copy it again.`,
      model.slice(0, 300),
    ],
    [`it is something else (byte 2: cant skip wire type 4). ${exporter}`, text('hello, world')],
    ['it is a zip archive, as PyTorch and Keras write. Export it to ONNX first.', text('PK\u0003\u0004....')],
    [
      'it is in ORT format, which cannot be edited. Give the ONNX model it was made from.',
      text('\u0020\0\0\0ORTM'),
    ],
    ['it is a TensorFlow Lite model. Export it to ONNX first.', text('\u0020\0\0\0TFL3')],
    [
      'it holds safetensors, weights without a graph. Export it to ONNX first.',
      text('\u0020\0\0\0\0\0\0\0{"a":{}}'),
    ],
    [
      'it is a Git LFS pointer. Fetch the file with `git lfs pull`.',
      text('version https://git-lfs.github.com/spec/v1\n'),
    ],
    [`it holds no graph. ${exporter}`, Uint8Array.from([8, 8])],
    [
      'it is damaged at byte 2 (field 2 (producer_name) of ModelProto has wire type 0). Export or copy it again.',
      Uint8Array.from([8, 8, 0x10, 1]),
    ],
  ])('%s', (what, bytes) => {
    expect(() => readModel(bytes)).toThrow(expect.objectContaining({ code: 'format', message: file(what) }));
  });
});

describe('attachPooling', () => {
  const candidates = 'Choose one such as tokens [batch, 5, 6], x [batch, 5, 6].';

  it.each([
    [
      'a name that is not there',
      attach(classTokenModel(), 'nothing'),
      `attach: tokens must name a value of the model, but "nothing" came. ${candidates}`,
    ],
    [
      'a constant',
      attach(classTokenModel(), 'scale'),
      `attach: tokens must depend on the model's inputs, but "scale" is a constant. ${candidates}`,
    ],
    [
      'a rank that does not fit',
      attach(classTokenModel(), 'logits'),
      `attach: tokens must have shape [batch, tokens, channels], but "logits" is [batch, 3]. ${candidates}`,
    ],
    [
      'whole numbers',
      attach(
        modelBytes({
          inputs: [info('ids', ['n', 4, 2], 'int64')],
          outputs: [info('y', ['n', 4, 2], 'int64')],
          nodes: [node('Identity', ['ids'], ['y'])],
        }),
        'ids',
      ),
      'attach: tokens must be float32, float16 or float64, but "ids" is int64. Choose a value before it was converted.',
    ],
    [
      'channels that are others',
      attach(classTokenModel(), 'tokens', { channels: 7 }),
      'attach: channels must be those of "tokens" [batch, 5, 6], but 7 came. Leave channels out, or choose a value with as many.',
    ],
    [
      'an output that is taken',
      attach(classTokenModel(), 'tokens', { output: 'logits' }),
      'attach: output must be a new name, but "logits" is taken. Use another, such as "logits_1".',
    ],
    [
      'an empty output',
      attach(classTokenModel(), 'tokens', { output: '' }),
      'attach: output must be a new name, but "" is empty. Leave it out.',
    ],
    [
      'an old operator set',
      attach(classTokenModel({ opset: 6 })),
      "attach: model must import operator set 7 to 26, but 6 came. Convert it with convert_version of Python's onnx.version_converter.",
    ],
    [
      'an operator set of tomorrow',
      attach(classTokenModel({ opset: 99 })),
      "attach: model must import operator set 7 to 26, but 99 came. Convert it with convert_version of Python's onnx.version_converter.",
    ],
    [
      'a function in an old file format',
      attach(classTokenModel({ irVersion: 7 }), 'tokens', { form: 'function' }),
      'attach: form "function" needs a model of IR version 8 or newer, but 7 came. Use form "inline".',
    ],
    [
      'a mask that is none',
      attach(classTokenModel(), 'tokens', { mask: { value: 'x' } }),
      'attach: mask must name a value of the model, [batch, tokens], but "x" came. Use the name of an input such as "attention_mask".',
    ],
    [
      'an option that is not known',
      attach(classTokenModel(), 'tokens', { masks: 'none' }),
      'attach: unknown option "masks". Did you mean "mask"? Known options: tokens, output, channels, dataFormat, keepDims, mask, tokenWeights, parameters, values, normalize, grid, poolingWeights, shortcut, form.',
    ],
    [
      'an option that is not known, of a replacement',
      replace(classTokenModel(), { output: 'y' }),
      'replace: unknown option "output". Known options: at, channels, mask, tokenWeights, parameters, values, normalize, grid, poolingWeights, shortcut, form.',
    ],
    [
      'groups that do not divide the channels',
      () => attachPooling(classTokenModel(), { type: 'ggem', groups: 4 }, { tokens: 'tokens' }),
      'ggem: groups must divide channels, but 4 does not divide 6. Use a divisor such as 2, 3 or 6.',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'GgemError', message }));
  });

  it('refuses a value inside of a subgraph', () => {
    const model = fromBinary(ModelProtoSchema, classTokenModel());
    const branch = { name: 'then', node: [node('Relu', ['tokens'], ['inner'])], output: [info('inner')] };
    const condition = node('If', ['x'], ['z']);
    condition.attribute = [create(AttributeProtoSchema, { name: 'then_branch', type: 5, g: branch })];
    model.graph!.node.push(condition);
    expect(attach(toBinary(ModelProtoSchema, model), 'inner')).toThrow(
      'attach: tokens must be a value of the main graph, but "inner" lies inside of the If node "z". Choose one outside.',
    );
  });

  it('lists no candidates where there are none', () => {
    const cnn = modelBytes({
      inputs: [info('x', ['n', 3, 8, 8])],
      outputs: [info('y', ['n', 3, 8, 8])],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    expect(attach(cnn, 'z')).toThrow(
      'attach: tokens must name a value of the model, but "z" came. The model has no value that is known to have rank 3; a feature map of rank 4 or 5 can be pooled with dataFormat "channelsFirst".',
    );
  });
});

describe('replacePooling', () => {
  it('lists what could be attached to where the model does not pool', () => {
    const none = modelBytes({
      inputs: [info('x', ['n', 5, 6])],
      outputs: [info('y', ['n', 5, 6])],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    expect(replace(none)).toThrow(
      'replace: model must pool its tokens, but no pooling was found (a token, a mean, a maximum, a power mean or the like over tokens). Attach one instead. Choose one such as y [n, 5, 6], x [n, 5, 6].',
    );
  });

  const several = modelBytes({
    inputs: [info('x', ['n', 5, 6])],
    outputs: [info('a', ['n', 6]), info('b', ['n', 6])],
    initializers: [ints('i', [0], [])],
    nodes: [
      node('Gather', ['x', 'i'], ['a'], { axis: 1 }),
      node('ReduceMean', ['x'], ['b'], { axes: [1], keepdims: 0 }),
    ],
  });
  const listed = 'a = token 0 of x [n, 5, 6] (Gather); b = mean of x [n, 5, 6] (ReduceMean)';

  it('lists the places where the model pools in several', () => {
    expect(replace(several)).toThrow(
      `replace: model must pool its tokens in one place, but it does in 2: ${listed}. Choose one with at.`,
    );
    expect(replace(several, { at: 'b' })).not.toThrow();
  });

  it('lists them where the chosen one is none of them', () => {
    expect(replace(several, { at: 'x' })).toThrow(
      `replace: at must name the value that a pooling gives, but "x" came (no node gives it). The model has ${listed}.`,
    );
  });

  it('refuses a model in which it was done already', () => {
    const once = replacePooling(classTokenModel(), { type: 'gem' }).toBytes();
    expect(replace(once)).toThrow(
      'replace: model must have its own pooling, but it has gem built in as "class_token". Start from the model as it was.',
    );
  });
});
