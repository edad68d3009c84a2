import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poolArrayGradient } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import { readModel } from '../../src/read/readModel.ts';
import { info, modelBytes } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { nodeProto, tensorProto } from '../messages.ts';
import { sharedFile } from '../sharedFile.ts';

const noRule = () =>
  modelBytes({
    nodes: [
      nodeProto('Mul', ['x', 'w'], ['scaled'], {}, 'scale'),
      nodeProto('Det', ['scaled'], ['before'], {}, 'det'),
      nodeProto('Mul', ['before', 'v'], ['y'], {}, 'last'),
    ],
    inputs: [info('x', [2, 3, 3])],
    outputs: [info('y', [2])],
    initializers: [tensorProto('w', 'float32', [2], [1]), tensorProto('v', 'float32', [3, 4], [2])],
    valueInfo: [info('before', [2])],
  });

it('names the operator that has no rule, its node, and the value from which training works', () => {
  expect(() => gradientModel(noRule(), { of: 'y', by: ['w'], shapes: { x: [2, 3, 3] } })).toThrow(
    'gradient: operators must have a rule, but Det (node "det") has none. Train from "before" on, the value after it.',
  );
});

it('needs no rule for what the gradient does not go through', async () => {
  const model = gradientModel(noRule(), { of: 'y', by: ['v'], from: ['before'], shapes: { x: [2, 3, 3] } });
  expect(readModel(model.bytes).graph.node.map(({ opType }) => opType)).toEqual(['Mul', 'Mul']);
  expect(model.inputs).toEqual({ before: [2], v: [2], y_gradient: [2] });
});

it('says which shape is open, and what to give', () => {
  const open = modelBytes({
    nodes: [nodeProto('Relu', ['x'], ['y'], {}, 'relu')],
    inputs: [info('x', ['batch', 3])],
    outputs: [info('y', ['batch', 3])],
  });
  expect(() => gradientModel(open, { of: 'y', by: ['x'], shapes: {} })).toThrow(
    'gradient: the shape of every value must be known, but "y" is [batch, 3]. Give the shape of each input in shapes.',
  );
  expect(() => gradientModel(open, { of: 'y', by: ['x'], shapes: { x: [2, 4] } })).toThrow(
    'gradient: shape of "x" must fit [batch, 3], but [2, 4] came.',
  );
  expect(() => gradientModel(open, { of: 'z', by: ['x'], shapes: { x: [2, 3] } })).toThrow(
    'gradient: names must be of values of the model, but "z" is none.',
  );
});

it('is 0 for a weight on which the result does not depend', async () => {
  const model = modelBytes({
    nodes: [nodeProto('Relu', ['x'], ['y'], {}, 'relu'), nodeProto('Neg', ['w'], ['other'], {}, 'neg')],
    inputs: [info('x', [3])],
    outputs: [info('y', [3]), info('other', [2])],
    initializers: [tensorProto('w', 'float32', [1, 2], [2])],
  });
  const { bytes, gradients } = gradientModel(model, { of: 'y', by: ['w'], shapes: {} });
  const outputs = await runModel(bytes, { x: numbers(3), y_gradient: numbers(3), w: numbers(2) });
  expect(outputs[gradients.w!]!.data).toEqual(new Float32Array(2));
});

// Expected values: core's float64 reference, whose gradients are held to mpmath in packages/conformance.
it.each([
  ['ggem', { type: 'ggem', groups: 2, p: [3, 0.4], prefixTokens: 1 }],
  ['gem, shift', { type: 'gem', p: 3.5, negatives: 'shift' }],
  ['max', { type: 'max' }],
] as const)('a pooling that was built in has the gradient of core: %s', async (_, spec) => {
  const identity = modelBytes({
    nodes: [nodeProto('Identity', ['x'], ['tokens'], {}, 'identity')],
    inputs: [info('x', ['batch', 5, 4])],
    outputs: [info('tokens', ['batch', 5, 4])],
  });
  const edited = attachPooling(identity, spec, { tokens: 'tokens', form: 'function', parameters: 'inputs' });
  const by = ['x', ...edited.inputs];
  const model = gradientModel(edited.toBytes(), { of: edited.output, by, shapes: { x: [3, 5, 4] } });
  const x = numbers(3, 5, 4);
  const dy = numbers(3, 4);
  const p = 'p' in spec ? { p: { data: [spec.p].flat(), shape: [[spec.p].flat().length] } } : {};
  const outputs = await runModel(model.bytes, { x, [`${edited.output}_gradient`]: dy, ...p });
  const expected = poolArrayGradient(x, spec, dy);
  const close = (found: ArrayLike<number>, wanted: ArrayLike<number>) =>
    Array.from(wanted).forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
  close(outputs[model.gradients.x!]!.data, expected.tokens);
  if ('p' in spec) close(outputs[model.gradients.p!]!.data, expected.parameters.p!);
});

it.each(['vit_token.script', 'vit_avg.script'])(
  'what onnxruntime makes of %s has the same gradient',
  async (name) => {
    const bytes = sharedFile(`models/exports/${name}.onnx`);
    if (bytes === undefined) return;
    const folder = await mkdtemp(join(tmpdir(), 'ggem-optimized-'));
    try {
      const path = join(folder, 'model.onnx');
      const options = {
        graphOptimizationLevel: 'extended',
        optimizedModelFilePath: path,
        logSeverityLevel: 4,
      } as const;
      await (await InferenceSession.create(bytes, options)).release();
      const optimized = await readFile(path);
      const operators = new Set(readModel(optimized).graph.node.map(({ opType }) => opType));
      expect([...operators].some((one) => /Gelu|FusedMatMul|SkipLayer/.test(one))).toBe(true);
      const given = { pixel_values: numbers(2, 3, 64, 64), logits_gradient: numbers(2, 10) };
      const [plain, fused] = await Promise.all(
        [bytes, optimized].map(async (model) => {
          const made = gradientModel(model, {
            of: 'logits',
            by: ['pixel_values'],
            shapes: { pixel_values: [2, 3, 64, 64] },
          });
          return (await runModel(made.bytes, given))[made.gradients.pixel_values!]!.data;
        }),
      );
      const largest = Math.max(...plain!.map(Math.abs));
      expect(Math.max(...plain!.map((value, i) => Math.abs(value - fused![i]!))) / largest).toBeLessThan(
        1e-4,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

it('of a model with operators for blocked channels, the last blocks are trained, and the first ones refused', async () => {
  const bytes = sharedFile('models/exports/vit_token.dynamo.onnx');
  if (bytes === undefined) return;
  const folder = await mkdtemp(join(tmpdir(), 'ggem-optimized-'));
  try {
    const path = join(folder, 'model.onnx');
    const options = {
      graphOptimizationLevel: 'all',
      optimizedModelFilePath: path,
      logSeverityLevel: 4,
    } as const;
    await (await InferenceSession.create(bytes, options)).release();
    const optimized = await readFile(path);
    const operators = readModel(optimized).graph.node.map(({ domain, opType }) => `${domain}.${opType}`);
    // Not every processor has such kernels.
    if (!operators.includes('com.microsoft.nchwc.Conv')) return;
    const shapes = { pixel_values: [2, 3, 64, 64] };
    expect(() => gradientModel(optimized, { of: 'logits', by: ['pixel_values'], shapes })).toThrow(
      'gradient: operators must have a rule, but com.microsoft.nchwc.ReorderOutput (node "ReorderOutput") has none. Train from "conv2d" on, the value after it.',
    );
    // The value behind the first block has one name in both files.
    const given = { add_111: numbers(2, 17, 48), logits_gradient: numbers(2, 10) };
    const [plain, fused] = await Promise.all(
      [bytes, optimized].map(async (model) => {
        const made = gradientModel(model, { of: 'logits', by: ['add_111'], from: ['add_111'], shapes });
        return (await runModel(made.bytes, given))[made.gradients.add_111!]!.data;
      }),
    );
    const largest = Math.max(...plain!.map(Math.abs));
    expect(Math.max(...plain!.map((value, i) => Math.abs(value - fused![i]!))) / largest).toBeLessThan(1e-4);
  } finally {
    await rm(folder, { recursive: true });
  }
});
