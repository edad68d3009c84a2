import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import { readModel } from '../../src/read/readModel.ts';
import { run } from '../../src/run/run.ts';
import { trainingModels } from '../../src/training/index.ts';
import { readWeight } from '../../src/training/readWeight.ts';
import { sharedFile } from '../sharedFile.ts';

const names = [
  ...['convnext.dynamo', 'deit_dist.script', 'swin.script', 'vit_avg.script', 'vit_ggem4.script'],
  ...['vit_reg4_avg.dynamo', 'vit_token.dynamo', 'vit_token.script', 'vit_tokens_out.dynamo'],
];
const shape = [2, 3, 64, 64];
const wave = (size: number, step: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * i * step + 1));

// The oracle is the model itself: how the logits change when all weights move a little in a random direction.
describe('the gradient by all weights of', () => {
  it.each(names)('%s is how its logits change', async (name) => {
    const bytes = sharedFile(`models/exports/${name}.onnx`);
    if (bytes === undefined) return;
    const { initializer } = readModel(bytes).graph;
    const weights = initializer.filter(({ dataType, dims }) => dataType === 1 && dims.length > 0);
    const by = weights.map((one) => one.name);
    const model = gradientModel(bytes, { of: 'logits', by, shapes: { pixel_values: shape } });
    const values = new Map(weights.map((one) => [one.name, readWeight(one)] as const));
    const images = { data: wave(2 * 3 * 64 * 64, 1), shape };
    const dy = wave(20, 0.7);
    const session = await InferenceSession.create(model.bytes, { logSeverityLevel: 3 });
    const logitsAt = async (by: (name: string, i: number) => number) => {
      const moved = [...values].map(([name, { data, dims }]) => {
        return [name, { data: data.map((value, i) => value + by(name, i)), shape: dims }] as const;
      });
      const gradient = { logits_gradient: { data: dy, shape: [2, 10] } };
      return run(session, { pixel_values: images, ...gradient, ...Object.fromEntries(moved) });
    };
    const outputs = await logitsAt(() => 0);
    const direction = new Map([...values].map(([name, { data }]) => [name, directionOf(data)] as const));
    const step = 2 ** -7;
    const sum = (logits: ArrayLike<number>) => dy.reduce((all, one, i) => all + one * logits[i]!, 0);
    const [more, less] = [
      await logitsAt((name, i) => step * direction.get(name)![i]!),
      await logitsAt((name, i) => -step * direction.get(name)![i]!),
    ];
    const measured = (sum(more.logits!.data) - sum(less.logits!.data)) / (2 * step);
    const products = by.map((name) => {
      const gradient = outputs[model.gradients[name]!]!.data;
      return direction.get(name)!.reduce((all, one, i) => all + one * gradient[i]!, 0);
    });
    await session.release();
    // Roundings of the logits over twice the step, and the third derivative.
    const allowed = 0.005 * Math.hypot(...products) + 1e-4;
    expect(Math.abs(products.reduce((a, b) => a + b) - measured)).toBeLessThan(allowed);
  });
});

/** A random direction, a tenth as long as the weight itself. */
function directionOf(data: Float32Array): Float32Array {
  const size = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length) || 1;
  return wave(data.length, 1.3).map((value) => 0.1 * size * value);
}

describe('the last block with another pooling and a new head', () => {
  it.each(['swin.script', 'convnext.dynamo', 'vit_token.dynamo'])('trains in %s', async (name) => {
    const bytes = sharedFile(`models/exports/${name}.onnx`);
    if (bytes === undefined) return;
    const models = trainingModels(bytes, {
      pooling: { type: 'ggem', groups: 2 },
      ...{ classes: 4, from: { blocks: 1 }, batch: 2, image: [3, 64, 64] },
    });
    const weights = models.weights.map(({ name, data, dims }) => [name, { data, shape: dims }] as const);
    const parameters = models.start.parameters.map(
      ({ input, start, shape }) => [input, { data: Float32Array.from(start), shape }] as const,
    );
    const [size] = [models.fromShape.reduce((n, m) => n * m, 1)];
    const session = await InferenceSession.create(models.step.bytes, { logSeverityLevel: 3 });
    const outputs = await run(session, {
      ...Object.fromEntries([...weights, ...parameters]),
      [models.from]: { data: wave(size, 1), shape: models.fromShape },
      [models.targets]: { data: [1, 0, 0, 0, 0, 0, 1, 0], shape: [2, 4] },
    });
    await session.release();
    // A head of zeros tells four classes apart as a die of four faces does.
    expect(outputs[models.loss]!.data[0]).toBeCloseTo(Math.log(4), 6);
    const gradient = outputs[models.step.gradients[models.start.head.weight]!]!;
    expect(gradient.data.some((value) => Math.abs(value) > 1e-4)).toBe(true);
  });
});
