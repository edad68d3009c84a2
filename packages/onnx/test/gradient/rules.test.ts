import { describe, expect, it } from 'vitest';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import { runModel } from '../edit/runModel.ts';
import { modelOfCase, type RuleCase, ruleCases } from './ruleCases.ts';

const numbersOf = ({ dims, data }: RuleCase['dy']) => ({ data, shape: dims });

// Expected values: PyTorch's float64 autograd (`origin` in rules.json).
describe('the gradient of', () => {
  it.each(ruleCases)('$name is that of PyTorch', async (one) => {
    const by = Object.keys(one.inputs);
    const shapes = Object.fromEntries(Object.entries(one.inputs).map(([name, { dims }]) => [name, dims]));
    const model = gradientModel(modelOfCase(one), { of: 'y', by, shapes });
    const given = { ...one.inputs, ...('y_gradient' in model.inputs && { y_gradient: one.dy }) };
    const feeds = Object.fromEntries(
      Object.entries(given).flatMap(([name, tensor]) =>
        name in model.inputs ? [[name, numbersOf(tensor)] as const] : [],
      ),
    );
    const outputs = await runModel(model.bytes, feeds);
    expectClose(outputs.y!.data, one.y.data);
    // A result of one number is a loss, whose gradient is 1.
    const factor = 'y_gradient' in model.inputs ? 1 : one.dy.data[0]!;
    for (const name of by) {
      const found = outputs[model.gradients[name]!]!;
      expect(found.shape).toEqual(one.inputs[name]!.dims);
      expectClose(
        Array.from(found.data, (value) => value * factor),
        one.gradients[name]!,
      );
    }
  });
});

/** Float32 against float64: a hundred roundings of the largest value. */
function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
  const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);
  expect(found.length).toBe(expected.length);
  expect(error / largest).toBeLessThan(100 * 2 ** -24);
}
