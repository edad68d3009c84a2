import { expect, it } from 'vitest';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import { readModel } from '../../src/read/readModel.ts';
import { intAttribute } from '../../src/shapes/attributes.ts';
import { info, modelBytes } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { nodeProto, tensorProto } from '../messages.ts';

const weights = { gamma: [5], beta: [5], w: [5, 4], b: [4], v: [5, 3] } as const;
const values = Object.fromEntries(Object.entries(weights).map(([name, dims]) => [name, numbers(...dims)]));

const model = modelBytes({
  nodes: [
    nodeProto('LayerNormalization', ['x', 'gamma', 'beta'], ['n'], { axis: -1 }, 'norm'),
    nodeProto('MatMul', ['n', 'w'], ['nw'], {}, 'product'),
    nodeProto('Add', ['nw', 'b'], ['biased'], {}, 'bias'),
    nodeProto('MatMul', ['n', 'v'], ['nv'], {}, 'other'),
    nodeProto('Concat', ['biased', 'nv'], ['y'], { axis: 2 }, 'both'),
  ],
  inputs: [info('x', [2, 6, 5])],
  outputs: [info('y', [2, 6, 7])],
  initializers: Object.entries(values).map(([name, { data, shape }]) =>
    tensorProto(name, 'float32', [...data], shape),
  ),
});

// Without x the rewritten graph is differentiated, with x the one as it stands, whose rules are held to PyTorch.
it('gives the gradients by scale, shift and weights that the graph has as it stands', async () => {
  const names = Object.keys(weights);
  const options = { of: 'y', shapes: { x: [2, 6, 5] } };
  const [folded, plain] = [names, ['x', ...names]].map((by) => gradientModel(model, { ...options, by }));
  const feeds = { x: numbers(2, 6, 5), y_gradient: numbers(2, 6, 7), ...values };
  const [found, expected] = [await runModel(folded!.bytes, feeds), await runModel(plain!.bytes, feeds)];
  for (const name of ['y', ...names.map((one) => folded!.gradients[one]!)]) {
    expect(found[name]!.shape).toEqual(expected[name]!.shape);
    expected[name]!.data.forEach((value, i) => {
      expect(found[name]!.data[i]).toBeCloseTo(value, 4);
    });
  }
});

it('needs no product that brings the gradient back to tokens that nobody trains', () => {
  const options = { of: 'y', shapes: { x: [2, 6, 5] } };
  const backwards = (by: readonly string[]) =>
    readModel(gradientModel(model, { ...options, by }).bytes).graph.node.filter(
      (node) => node.opType === 'Gemm' && intAttribute(node, 'transB') === 1,
    ).length;
  expect(backwards(['x', 'gamma', 'w', 'v'])).toBe(2);
  expect(backwards(['gamma', 'w', 'v'])).toBe(0);
});

it.each([
  ['a value that is asked for', { of: 'y', by: ['gamma'], outputs: ['n'], shapes: { x: [2, 6, 5] } }],
  ['a norm whose scale is not trained', { of: 'y', by: ['w'], shapes: { x: [2, 6, 5] } }],
])('leaves %s as it is', (_, options) => {
  const [norm] = readModel(gradientModel(model, options).bytes).graph.node;
  expect(norm!.input).toEqual(['x', 'gamma', 'beta']);
});
