import { type PoolingSpecInput, poolArray } from '@ggem/core';
import { expect, it } from 'vitest';
import { attachPooling, checkModel, poolingModel, replacePooling } from '../../src/index.ts';
import { expectClose } from './expectClose.ts';
import { info, modelBytes, node } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const grid = [3, 4] as const;
const channels = 6;
const x = numbers(2, 12, channels);

/** Specs that look at a grid two levels deep, in `parts` and in `part`; the grid is written out, or left open. */
const nested: Readonly<Record<string, (at: { grid?: typeof grid }) => PoolingSpecInput>> = {
  'part of part': (at) => ({
    type: 'regional',
    ...at,
    part: {
      type: 'pyramid',
      combine: 'mean',
      ...at,
      part: { type: 'regional', ...at, part: { type: 'max' } },
    },
  }),
  'parts of parts': (at) => ({
    type: 'concat',
    parts: [
      { type: 'mix', parts: [{ type: 'regional', ...at }, { type: 'max' }] },
      { type: 'concat', parts: [{ type: 'mean' }, { type: 'pyramid', levels: [1, 2], ...at }] },
    ],
  }),
  'part of parts': (at) => ({
    type: 'mix',
    parts: [
      {
        type: 'mix',
        parts: [{ type: 'regional', ...at, part: { type: 'pyramid', combine: 'mean', ...at } }],
      },
      { type: 'mean' },
    ],
  }),
  'parts of part': (at) => ({
    type: 'pyramid',
    combine: 'mean',
    ...at,
    part: { type: 'mix', parts: [{ type: 'regional', ...at, part: { type: 'gem', p: 2 } }, { type: 'max' }] },
  }),
};

const model = modelBytes({
  nodes: [
    node('Neg', ['x'], ['tokens']),
    node('ReduceMean', ['tokens'], ['mean'], { axes: [1], keepdims: 0 }),
    node('Neg', ['mean'], ['logits']),
  ],
  inputs: [info('x', ['batch', 12, channels])],
  outputs: [info('tokens', ['batch', 12, channels]), info('logits', ['batch', channels])],
});
const negated = x.data.map((value) => -value);

const each = Object.keys(nested).flatMap((name) =>
  (['inline', 'function'] as const).map((form) => ({ name, form })),
);

// The reference's loops take the specs with every grid written out.
it.each(each)('gives the grid to a pooling in $name, $form', async ({ name, form }) => {
  const spec = nested[name]!({});
  const expected = poolArray({ data: negated, shape: x.shape }, nested[name]!({ grid }));

  const alone = poolingModel(spec, { channels, grid, form });
  const attached = attachPooling(model, spec, { tokens: 'tokens', grid, form }).toBytes();
  const given = [
    (await runModel(alone, { tokens: { data: negated, shape: x.shape } })).pooled!,
    (await runModel(attached, { x })).pooled!,
  ];
  for (const bytes of [alone, attached]) expect(checkModel(bytes)).toEqual([]);
  for (const { data } of given) expectClose(data, expected, 3e-6);
});

it.each(each.filter(({ name }) => name !== 'parts of parts'))(
  'gives the grid to what replaces a mean: $name, $form',
  async ({ name, form }) => {
    const expected = poolArray({ data: negated, shape: x.shape }, nested[name]!({ grid }));
    const replaced = replacePooling(model, nested[name]!({}), { grid, form }).toBytes();
    expect(checkModel(replaced)).toEqual([]);
    const { logits } = await runModel(replaced, { x });
    expectClose(
      logits!.data,
      expected.map((value) => -value),
      3e-6,
    );
  },
);
