import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { expectClose } from './expectClose.ts';
import { info, modelBytes, node, weights } from './models.ts';
import { numbers, runModel } from './runModel.ts';

/** A Conv3d over video, and a mean over all of its places. */
const video = modelBytes({
  inputs: [info('x', ['b', 2, 'frames', 4, 3])],
  initializers: [weights('w', [5, 2, 1, 1, 1])],
  nodes: [node('Conv', ['x', 'w'], ['f']), node('GlobalAveragePool', ['f'], ['y'])],
  outputs: [info('f', ['b', 5, 'frames', 4, 3]), info('y', ['b', 5, 1, 1, 1])],
});
const x = numbers(2, 2, 3, 4, 3);
const gem = { type: 'gem', negatives: 'abs' } as const;
const dataFormat = 'channelsFirst';

describe('the map of a Conv3d', () => {
  it('is offered', () => {
    expect(
      listCandidates(video).maps.map(({ name, shape, dataFormat }) => [name, shape, dataFormat]),
    ).toEqual([['f', ['b', 5, 'frames', 4, 3], 'channelsFirst']]);
  });

  it('is pooled in place of its mean, in the shape that its mean had', async () => {
    const bytes = replacePooling(video, gem, { tokenWeights: true }).toBytes();
    expect(checkModel(bytes)).toEqual([]);
    const w = { data: Array.from({ length: 72 }, (_, i) => i % 4), shape: [2, 3, 4, 3] };
    const { f, y } = await runModel(bytes, { x, token_weights: w });
    expect(y!.shape).toEqual([2, 5, 1, 1, 1]);
    expectClose(
      y!.data,
      poolArray({ data: f!.data, shape: f!.shape }, gem, { dataFormat, tokenWeights: w.data }),
      1e-6,
    );
  });

  it('is pooled as a new output, with a mask of its own shape', async () => {
    const options = { tokens: 'f', dataFormat, keepDims: true, mask: 'bool' } as const;
    const bytes = attachPooling(video, gem, options).toBytes();
    expect(checkModel(bytes)).toEqual([]);
    const mask = { data: Array.from({ length: 72 }, (_, i) => Number(i % 3 > 0)), shape: [2, 3, 4, 3] };
    const { f, pooled } = await runModel(bytes, { x, mask });
    expect(pooled!.shape).toEqual([2, 5, 1, 1, 1]);
    expectClose(
      pooled!.data,
      poolArray({ data: f!.data, shape: f!.shape }, gem, { dataFormat, mask: mask.data }),
      1e-6,
    );
  });

  it('has no rectangles', () => {
    expect(() => attachPooling(video, { type: 'regional' }, { tokens: 'f', dataFormat })).toThrow(
      /^regional: grid must have two sides, since the regions are rectangles, but the input has three/,
    );
  });
});
