import { describe, expect, it } from 'vitest';
import { readWeights } from '../../src/training/readWeights.ts';
import { textModel } from '../../src/training/textModel.ts';
import { trainingModels } from '../../src/training/trainingModels.ts';
import { writeWeights } from '../../src/training/writeWeights.ts';
import { info, modelBytes } from '../edit/models.ts';
import { runModel } from '../edit/runModel.ts';
import { nodeProto, tensorProto } from '../messages.ts';
import expected from './text.json' with { type: 'json' };

// Expected values: complex steps of the definition in numpy (`origin` in text.json).
const { batch, features, temperature, ...sizes } = expected.sizes;
const { tokens, out } = sizes;
const given: Readonly<Record<string, readonly number[]>> = expected.given;
const gradients: Readonly<Record<string, readonly number[]>> = expected.gradients;

const empty = textModel(sizes, () => 1);
const weights = [...readWeights(empty)].flatMap(([name, { dims }]) => {
  const data = given[name];
  return data === undefined ? [] : [[name, { data: Float32Array.from(data), dims }] as const];
});
const text = writeWeights(empty, new Map(weights));

/** A mean of tokens and a linear head. */
function images(opset = 17): Uint8Array {
  return modelBytes({
    nodes: [
      nodeProto('ReduceMean', ['images'], ['pooled'], { axes: [1], keepdims: 0 }, 'mean'),
      nodeProto('Gemm', ['pooled', 'w', 'b'], ['logits'], {}, 'head'),
    ],
    inputs: [info('images', ['batch', 2, features])],
    outputs: [info('logits', ['batch', out])],
    initializers: [
      tensorProto('w', 'float32', new Array<number>(features * out).fill(1), [features, out]),
      tensorProto('b', 'float32', new Array<number>(out).fill(1), [out]),
    ],
    opset,
  });
}

const options = {
  pooling: { type: 'mean' },
  classes: out,
  from: 'head',
  batch,
  loss: 'infoNce',
  temperature: { start: temperature },
} as const;

describe('a text encoder', () => {
  it('gives the vectors of its definition, padding unseen', async () => {
    const { text_embeds: found } = await runModel(text, {
      input_ids: { data: expected.ids, shape: [batch, tokens] },
    });
    expect(found!.shape).toEqual([batch, out]);
    expectClose(found!.data, expected.vectors);
  });

  it('is trained with images by the gradients of their loss', async () => {
    const models = trainingModels(images(), { ...options, text });
    const { step, logitScale } = models;
    const { ids, idsShape, own } = models.text!;
    const numbers = { 'image.weight': 'w', 'image.bias': 'b', logit_scale: logitScale!.input };
    const inputs = new Map([
      ...[...own].map(([name, mine]) => [mine, name] as const).filter(([mine]) => given[mine]),
      ...Object.entries(numbers),
    ]);
    const feeds = Object.fromEntries(
      [...inputs].map(([mine, name]) => {
        const data = mine === 'logit_scale' ? [logitScale!.start] : given[mine]!;
        return [name, { data: Float32Array.from(data), shape: step.inputs[name]! }];
      }),
    );
    const found = await runModel(step.bytes, {
      ...feeds,
      [models.from]: { data: Float32Array.from(given.features!), shape: models.fromShape },
      [ids]: { data: Float32Array.from(expected.ids), shape: idsShape },
    });
    expectClose(found[models.loss]!.data, [expected.loss]);
    expect(new Set(inputs.keys())).toEqual(new Set(Object.keys(gradients)));
    for (const [mine, name] of inputs) expectClose(found[step.gradients[name]!]!.data, gradients[mine]!);
  });

  it('refuses what does not fit', () => {
    expect(() => textModel({ ...sizes, heads: 3 }, () => 1)).toThrow(
      'textEncoder: heads must divide width, but 3 does not divide 4. Choose another.',
    );
    expect(() => textModel({ ...sizes, words: 0 }, () => 1)).toThrow(
      'textEncoder: words must be a whole number of at least 1, but 0 came. Choose another.',
    );
    expect(() => trainingModels(images(), { ...options, text, classes: 4 })).toThrow(
      'finetune: text must be a model of textEncoder that gives vectors of 4 numbers, as the head does, but it takes [batch, 5] and gives [batch, 3]. Make out equal to classes.',
    );
    expect(() => trainingModels(images(), { ...options, temperature: 1, loss: 'normSoftmax', text })).toThrow(
      'finetune: text is for the loss infoNce, but the loss is normSoftmax. Leave it out.',
    );
    expect(() => trainingModels(images(13), { ...options, text })).toThrow(
      'onnx: opset must be 17 or newer for a text model beside it, but 13 came.',
    );
  });
});

/** Float32 against float64: two blocks of roundings, and a norm that divides by small deviations. */
function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
  const error = wanted.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);
  expect(found.length).toBe(wanted.length);
  expect(error / largest).toBeLessThan(100 * 2 ** -24);
}
