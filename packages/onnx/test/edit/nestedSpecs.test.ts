import { type PoolingSpecInput, parametersOf, parseSpec, poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { withPrefix } from '../../src/edit/withPrefix.ts';
import { attachPooling, checkModel, poolingModel, poolingsIn, replacePooling } from '../../src/index.ts';
import { expectClose } from './expectClose.ts';
import { info, modelBytes, node } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const grid = [3, 4] as const;
const channels = 6;
type At = { readonly grid?: typeof grid };

/** Specs two levels deep, in `parts` and in `part`, that keep six channels; the grid is written out, or left open. */
const nested: Readonly<Record<string, (at: At) => PoolingSpecInput>> = {
  'part of part': (at) => ({
    type: 'regional',
    levels: 1,
    ...at,
    part: { type: 'pyramid', levels: [1, 2], combine: 'mean', ...at, part: { type: 'gem' } },
  }),
  'part of part, whitened': (at) => ({
    type: 'pyramid',
    levels: [1],
    ...at,
    part: { type: 'regional', levels: 1, ...at, part: { type: 'gem', after: ['l2', { whiten: 6 }] } },
    after: ['l2'],
  }),
  'parts of part': (at) => ({
    type: 'regional',
    levels: 1,
    ...at,
    part: { type: 'mix', parts: [{ type: 'ggem', groups: 2, p: [2, 5] }, { type: 'max' }], trainable: true },
  }),
  'part of parts': (at) => ({
    type: 'mix',
    weights: [2, -1],
    trainable: true,
    parts: [
      { type: 'pyramid', levels: [2], combine: 'mean', ...at, part: { type: 'lse', r: 2 } },
      { type: 'regional', levels: 1, ...at, part: { type: 'mean' } },
    ],
  }),
  'parts of parts': () => ({
    type: 'concat',
    parts: [
      { type: 'mix', parts: [{ type: 'gem' }, { type: 'mean', after: ['l2'] }], trainable: true },
      { type: 'max' },
    ],
    after: [{ whiten: 6 }, 'l2'],
  }),
};
const each = Object.keys(nested).flatMap((name) =>
  (['inline', 'function'] as const).map((form) => ({ name, form })),
);

// Tanh belongs to no pooling.
const model = modelBytes({
  nodes: [
    node('Tanh', ['x'], ['tokens']),
    node('ReduceMean', ['tokens'], ['mean'], { axes: [1], keepdims: 0 }),
    node('Tanh', ['mean'], ['logits']),
  ],
  inputs: [info('x', ['batch', 12, channels])],
  outputs: [info('tokens', ['batch', 12, channels]), info('logits', ['batch', channels])],
});
const x = numbers(2, 12, channels);
const tokens = { data: x.data.map(Math.tanh), shape: x.shape };

/** A value for each parameter, other than the one where its training starts. */
function trained(spec: PoolingSpecInput): Readonly<Record<string, readonly number[]>> {
  const parameters = parametersOf(parseSpec(spec), channels);
  return Object.fromEntries(
    parameters.map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, Array.from({ length: size }, (_, i) => 2 + Math.sin(i + name.length))];
    }),
  );
}

/** The reference's result for the spec with every grid written out. The conformance cases check the reference itself. */
const expectedOf = (name: string, parameters: ReturnType<typeof trained>) =>
  poolArray(tokens, nested[name]!({ grid }), { parameters });

describe.each(each)('$name, $form', ({ name, form }) => {
  const spec = nested[name]!({});
  const values = trained(nested[name]!({ grid }));
  const options = { grid, form, values };
  const expected = expectedOf(name, values);

  it('is a model of its own, and an output of one', async () => {
    const alone = poolingModel(spec, { channels, ...options });
    const attached = attachPooling(model, spec, { tokens: 'tokens', ...options }).toBytes();
    for (const bytes of [alone, attached]) expect(checkModel(bytes)).toEqual([]);
    expectClose((await runModel(alone, { tokens })).pooled!.data, expected, 3e-6);
    expectClose((await runModel(attached, { x })).pooled!.data, expected, 3e-6);
  });

  it('takes the place of a mean', async () => {
    const replaced = replacePooling(model, spec, options).toBytes();
    expect(checkModel(replaced)).toEqual([]);
    const { logits } = await runModel(replaced, { x });
    expectClose(logits!.data, expected.map(Math.tanh), 3e-6);
  });

  it('is told of by the model it is in, so that it can be made again', async () => {
    const attached = attachPooling(model, spec, { tokens: 'tokens', ...options }).toBytes();
    const [found] = poolingsIn(attached);
    expect(found!.spec).toEqual(parseSpec(nested[name]!({ grid })));
    const again = poolingModel(found!.spec, { channels: found!.channels, values: found!.parameters });
    expectClose((await runModel(again, { tokens })).pooled!.data, expected, 3e-6);
  });

  it('has its parameters as inputs, named by their paths', async () => {
    const attached = attachPooling(model, spec, { tokens: 'tokens', grid, form, parameters: 'inputs' });
    expect(attached.inputs).toEqual(Object.keys(values));
    const shapes = parametersOf(parseSpec(spec), channels).map((one) => [one.name, one.shape] as const);
    const given = shapes.map(([at, shape]) => [at, { data: [...values[at]!], shape }]);
    const { pooled } = await runModel(attached.toBytes(), { x, ...Object.fromEntries(given) });
    expectClose(pooled!.data, expected, 3e-6);
  });
});

it('the prefix of a model is left out by regions as a whole, whatever stands in them', () => {
  const token = { type: 'mix', parts: [{ type: 'token' }, { type: 'mean' }] } as const;
  const cells = { type: 'pyramid', levels: [1], part: token } as const;
  expect(withPrefix(cells, 1)).toEqual({ ...cells, prefixTokens: 1 });
  expect(withPrefix({ type: 'concat', parts: [cells, token] }, 1)).toEqual({
    type: 'concat',
    parts: [
      { ...cells, prefixTokens: 1 },
      { type: 'mix', parts: [{ type: 'token' }, { type: 'mean', prefixTokens: 1 }] },
    ],
  });
});
