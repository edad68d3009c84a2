import { type PoolingSpec, parseSpec } from '@ggem/core';
import { expect, it } from 'vitest';
import { completeSpec } from '../../src/graph/completeSpec.ts';

const grid = [3, 4] as const;
const region = { type: 'regional', part: { type: 'pyramid', combine: 'mean' } } as const;

/** The grids that a spec and all specs inside it have, outermost first. */
const gridsOf = (spec: PoolingSpec): unknown =>
  JSON.stringify(spec)
    .match(/"grid":(null|\[\d+,\d+\])/g)
    ?.map((found) => found.slice(7));

it('gives the grid to a spec nested in part', () => {
  expect(gridsOf(completeSpec(parseSpec(region), { grid }))).toEqual(['[3,4]', '[3,4]']);
});
it('gives the grid two levels deep, in parts and in part', () => {
  const spec = parseSpec({ type: 'mix', parts: [{ type: 'mix', parts: [region] }] });
  expect(gridsOf(completeSpec(spec, { grid }))).toEqual(['[3,4]', '[3,4]']);
});
it('leaves a grid that a spec has itself', () => {
  const spec = parseSpec({ ...region, grid: [2, 6] });
  expect(gridsOf(completeSpec(spec, { grid }))).toEqual(expect.arrayContaining(['[2,6]', '[3,4]']));
});
