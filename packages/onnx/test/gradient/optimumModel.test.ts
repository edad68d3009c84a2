import { expect, it } from 'vitest';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import { readModel } from '../../src/read/readModel.ts';
import { trainingModels } from '../../src/training/trainingModels.ts';
import { tunedModel } from '../../src/training/tunedModel.ts';
import { vitModel } from '../../src/training/vitModel.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { optimumModel } from './optimumModel.ts';

const sizes = { width: 12, depth: 3, heads: 3, patches: 16 };
let turn = 0;
const vit = vitModel({ ...sizes, image: [3, 16, 16], patch: 4, classes: 5, deviation: 0.3 }, () => {
  return 1.7 * Math.sin(++turn * turn);
});
const optimum = optimumModel(vit, sizes);
const images = numbers(2, 3, 16, 16);

/** The largest difference, in parts of the largest number. */
function difference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  const all = Array.from(wanted);
  expect(found.length).toBe(all.length);
  const largest = Math.max(...all.map(Math.abs));
  return Math.max(...all.map((value, i) => Math.abs(value - found[i]!))) / largest;
}

// The oracle is the model in the form of `vitModel`, whose gradients other tests hold against torch.
it('the form of Optimum has the same logits and the same gradient', async () => {
  const given = { pixel_values: images, logits_gradient: numbers(2, 5) };
  const [plain, found] = await Promise.all(
    [vit, optimum].map(async (model) => {
      const made = gradientModel(model, {
        of: 'logits',
        by: ['pixel_values'],
        shapes: { pixel_values: [2, 3, 16, 16] },
      });
      const outputs = await runModel(made.bytes, given);
      const logits = (await runModel(model, { pixel_values: images })).logits!;
      return { logits, gradient: outputs[made.gradients.pixel_values!]! };
    }),
  );
  expect(difference(found!.logits.data, plain!.logits.data)).toBeLessThan(1e-5);
  expect(difference(found!.gradient.data, plain!.gradient.data)).toBeLessThan(1e-4);
});

it('the form of Optimum is trained from its blocks, with the same gradients', async () => {
  const stepOf = async (model: Uint8Array, from: number) => {
    const models = trainingModels(model, {
      pooling: { type: 'ggem', groups: 3 },
      ...{ classes: 4, from, batch: 2, image: [3, 16, 16] },
    });
    const weights = models.weights.map(({ name, data, dims }) => [name, { data, shape: dims }] as const);
    // A head of zeros would send nothing back.
    const head = models.start.head.weight;
    const parameters = models.start.parameters.map(
      ({ input, start, shape }) => [input, { data: Float32Array.from(start), shape }] as const,
    );
    const shape = models.step.inputs[head]!;
    const flat = numbers(12, 4).data;
    const turned = flat.map((_, i) => flat[(i % 12) * 4 + Math.floor(i / 12)]!);
    const outputs = await runModel(models.step.bytes, {
      ...Object.fromEntries([...weights, ...parameters]),
      [head]: { data: shape[0] === 12 ? flat : turned, shape },
      [models.from]: numbers(...models.fromShape),
      [models.targets]: { data: [1, 0, 0, 0, 0, 0, 1, 0], shape: [2, 4] },
    });
    return {
      loss: outputs[models.loss]!.data,
      p: outputs[models.step.gradients.p!]!.data,
      count: weights.length,
    };
  };
  for (const from of [1, 2]) {
    const [plain, found] = [await stepOf(vit, from), await stepOf(optimum, from)];
    expect(difference(found.loss, plain.loss)).toBeLessThan(1e-5);
    expect(difference(found.p, plain.p)).toBeLessThan(1e-4);
    // What is written in the end keeps the set and the version of the file that came.
    const { proto } = readModel(
      tunedModel(
        optimum,
        { pooling: { type: 'ggem', groups: 3 }, classes: 4 },
        { parameters: {}, weights: new Map() },
      ).bytes,
    );
    expect([proto.opsetImport[0]!.version, proto.irVersion]).toEqual([11n, 6n]);
    // Query, key and value have a weight and a bias each, where the other form has one for all three.
    expect(found.count - plain.count).toBe(4 * (3 - from));
  }
});
