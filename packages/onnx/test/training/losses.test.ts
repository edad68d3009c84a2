import { describe, expect, it } from 'vitest';
import type { LossName } from '../../src/training/losses.ts';
import { trainingModels } from '../../src/training/trainingModels.ts';
import { info, modelBytes } from '../edit/models.ts';
import { runModel } from '../edit/runModel.ts';
import { nodeProto, tensorProto } from '../messages.ts';
import losses from './losses.json' with { type: 'json' };

const { batch, features, classes } = losses.sizes;

/** A mean of tokens and a linear head; its weight lies `[classes, features]` in one form, else the other way. */
function model(isTransposed: boolean): Uint8Array {
  const dims = isTransposed ? [classes, features] : [features, classes];
  return modelBytes({
    nodes: [
      nodeProto('ReduceMean', ['images'], ['pooled'], { axes: [1], keepdims: 0 }, 'mean'),
      nodeProto('Gemm', ['pooled', 'w', 'b'], ['logits'], isTransposed ? { transB: 1 } : {}, 'head'),
    ],
    inputs: [info('images', ['batch', 2, features])],
    outputs: [info('logits', ['batch', classes])],
    initializers: [
      tensorProto('w', 'float32', new Array<number>(features * classes).fill(1), dims),
      tensorProto('b', 'float32', new Array<number>(classes).fill(1), [classes]),
    ],
  });
}

const turned = (data: ArrayLike<number>): readonly number[] =>
  Array.from(data, (_, i) => data[(i % features) * classes + Math.floor(i / features)]!);

// Expected values: PyTorch's float64 autograd (`origin` in losses.json).
describe.each([
  ['[features, classes]', false],
  ['[classes, features]', true],
])('with a weight %s, value and gradients are those of PyTorch:', (_, isTransposed) => {
  it.each(losses.cases)('$name', async (one) => {
    const models = trainingModels(model(isTransposed), {
      ...{ pooling: { type: 'mean' }, classes, from: 'head', batch },
      ...{ loss: one.loss as LossName, temperature: one.temperature },
    });
    const { step, logitScale } = models;
    const weight = isTransposed ? turned(one.weight) : one.weight;
    const feeds = {
      [models.from]: { data: one.features, shape: models.fromShape },
      [models.targets]: { data: one.targets, shape: [batch, classes] },
      w: { data: weight, shape: step.inputs.w! },
      b: { data: one.bias, shape: [classes] },
      ...(logitScale && { [logitScale.input]: { data: [logitScale.start], shape: [] } }),
    };
    const outputs = await runModel(step.bytes, feeds);
    expectClose(outputs[models.loss]!.data, [one.value]);
    const { weight: byWeight, bias, logit_scale: byScale } = one.gradients;
    expectClose(outputs[step.gradients.w!]!.data, isTransposed ? turned(byWeight) : byWeight);
    expectClose(outputs[step.gradients.b!]!.data, bias);
    expect(logitScale === undefined).toBe(byScale === undefined);
    if (logitScale && byScale) expectClose(outputs[step.gradients[logitScale.input]!]!.data, byScale);
  });
});

/** Float32 against float64: logits of about 10 to 20 have roundings of 1e-6, a softmax has them all. */
function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
  const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);
  expect(found.length).toBe(expected.length);
  expect(error / largest).toBeLessThan(100 * 2 ** -24);
}

it('says where a temperature cannot be trained', () => {
  const options = { pooling: { type: 'mean' }, classes, from: 'head', batch } as const;
  const start = (temperature: number, loss: LossName) => () =>
    trainingModels(model(true), { ...options, loss, temperature: { start: temperature } });
  expect(start(0.001, 'infoNce')).toThrow(
    'finetune: a trained temperature must start at 0.01 or more, but 0.001 came. Use 0.07, as CLIP does.',
  );
  expect(start(0.07, 'crossEntropy')).toThrow(
    'finetune: temperature must be a number for crossEntropy, which has none to train. Use the loss normSoftmax or infoNce.',
  );
});
