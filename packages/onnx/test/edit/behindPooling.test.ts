import { describe, expect, it } from 'vitest';
import { addOutputs, behindPooling, listCandidates } from '../../src/index.ts';
import { vitModel } from '../../src/training/index.ts';
import { info, ints, modelBytes, node } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const sizes = {
  image: [3, 16, 16],
  patch: 4,
  width: 12,
  depth: 1,
  heads: 2,
  classes: 5,
  deviation: 0.3,
} as const;
let drawn = 0;
const vit = vitModel(sizes, () => Math.sin(++drawn));
const pooled = listCandidates(vit).poolings[0]!.name;

describe('what is behind a pooling', () => {
  it('gives from the pooled value what the whole model gives', async () => {
    const whole = await runModel(addOutputs(vit, [pooled]), { pixel_values: numbers(2, 3, 16, 16) });
    const behind = behindPooling(vit, pooled)!;
    expect(behind.outputs).toEqual(['logits']);
    const alone = await runModel(behind.bytes, { [behind.input]: whole[pooled]! });
    expect(Object.keys(alone)).toEqual(['logits']);
    expect(alone.logits!.shape).toEqual([2, 5]);
    for (const [i, value] of whole.logits!.data.entries())
      expect(alone.logits!.data[i]).toBeCloseTo(value, 5);
    // The blocks are not in it.
    expect(behind.bytes.length).toBeLessThan(vit.length / 4);
  });

  it('is nothing where no output reads the value', () => {
    expect(behindPooling(vit, 'logits')).toBeUndefined();
  });

  it('is nothing where it reads other values of the image', () => {
    const inner = listCandidates(vit).tokens.find(({ from }) => from === 'MatMul')!;
    expect(behindPooling(vit, inner.name)).toBeUndefined();
  });

  it('takes other poolings as further inputs where it is told them', async () => {
    // The sum of token 0 and the mean, as two heads that are averaged.
    const model = modelBytes({
      inputs: [info('x', [1, 3, 2])],
      outputs: [info('sum', [1, 2])],
      initializers: [ints('zero', [0], [])],
      nodes: [
        node('Gather', ['x', 'zero'], ['token'], { axis: 1 }),
        node('ReduceMean', ['x'], ['mean'], { axes: [1], keepdims: 0 }),
        node('Add', ['token', 'mean'], ['sum']),
      ],
    });
    expect(behindPooling(model, 'mean')).toBeUndefined();
    const behind = behindPooling(model, 'mean', { also: ['token'] })!;
    expect([behind.input, ...behind.further]).toEqual(['mean', 'token']);
    const { sum } = await runModel(behind.bytes, {
      mean: { data: Float32Array.of(1, 2), shape: [1, 2] },
      token: { data: Float32Array.of(10, 20), shape: [1, 2] },
    });
    expect([...sum!.data]).toEqual([11, 22]);
    // What it does not read is no input of it.
    expect(behindPooling(vit, pooled, { also: [pooled] })!.further).toEqual([]);
  });

  it('is refused by a name that no node gives', () => {
    expect(() => behindPooling(vit, 'nothing')).toThrow(
      'behindPooling: pooled must be a value that a node of the model gives, but "nothing" is none. Take the name of a pooling of listCandidates.',
    );
  });
});
