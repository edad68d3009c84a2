import { describe, expect, it } from 'vitest';
import { emptyState, loadState, mergeStates, parseSpec, poolPiece, saveState } from '../../src/index.ts';

const state = poolPiece(
  { data: [1, 0.1, Number.NaN, -0, 3, Number.POSITIVE_INFINITY], shape: [1, 2, 3] },
  { type: 'max' },
  { tokenWeights: [0.1, 0.7] },
);
const saved = saveState(state);
const savedTokens = saveState(poolPiece({ data: [4, 5], shape: [2, 1, 1] }, { type: 'token' }));

describe('a saved state', () => {
  it('comes back from JSON with every number as it was', () => {
    const again = loadState(JSON.parse(JSON.stringify(saved)));
    expect(again).toEqual(state);
    const negativeZero = poolPiece({ data: [-0], shape: [1, 1, 1] }, { type: 'max' });
    expect(loadState(JSON.parse(JSON.stringify(saveState(negativeZero)))).value[0]).toBe(-0);
    expect(mergeStates([again, again]).value).toEqual(state.value);
  });

  it('comes back with what its spec needs: positions and shifts', () => {
    const shifted = poolPiece(
      { data: [-2, 3], shape: [1, 2, 1] },
      { type: 'gem', negatives: 'shift', p: 'inf' },
      { lowest: [-2] },
    );
    const token = poolPiece({ data: [4], shape: [1, 1, 1] }, { type: 'token', index: 'last' }, { from: 9 });
    const first = poolPiece({ data: [4], shape: [1, 1, 1] }, { type: 'token' });
    for (const one of [shifted, token, first])
      expect(loadState(JSON.parse(JSON.stringify(saveState(one))))).toEqual(one);
  });

  it('comes back where nothing was kept, and where the chosen token has not come', () => {
    const shape = { batch: 2, channels: 1 };
    for (const spec of [{ type: 'mean' }, { type: 'token', index: 'last' }] as const) {
      const none = emptyState(parseSpec(spec), shape);
      expect(loadState(JSON.parse(JSON.stringify(saveState(none))))).toEqual(none);
    }
    const second = poolPiece({ data: [7, 5], shape: [2, 1, 1] }, { type: 'max' }, { mask: [0, 1] });
    expect(loadState(saveState(second))).toEqual(second);
  });

  it.each<[string, unknown]>([
    ['it must be an object, but null came', null],
    ['format must be "ggem-state", but "png" came', { ...saved, format: 'png' }],
    ['version must be 1, but 2 came', { ...saved, version: 2 }],
    ['batch must be a whole number from 0, but 1.5 came', { ...saved, batch: 1.5 }],
    ['channels must be a whole number from 1, but undefined came', { ...saved, channels: undefined }],
    [
      'value.1 must be an array of numbers, "NaN", "Infinity", "-Infinity" or "-0", but "x" came',
      { ...saved, value: [1, 'x', 2] },
    ],
    ['value must hold 3 values, but 2 came', { ...saved, value: [1, 2] }],
    ['position must hold no values, but 1 came', { ...saved, position: [0] }],
    [
      'heaviest must be a finite weight, 0 where total is 0, but -1 came for image 0',
      { ...saved, heaviest: [-1] },
    ],
    [
      'heaviest must be a finite weight, 0 where total is 0, but NaN came for image 0',
      { ...saved, heaviest: ['NaN'] },
    ],
    [
      'heaviest must be a finite weight, 0 where total is 0, but Infinity came for image 0',
      { ...saved, heaviest: ['Infinity'] },
    ],
    [
      'heaviest must be a finite weight, 0 where total is 0, but 0 came for image 0',
      { ...saved, heaviest: [0], total: [1] },
    ],
    [
      'total must be at least 1 where something was kept, but 0.5 came for image 0',
      { ...saved, total: [0.5] },
    ],
    [
      'total must be at least 1 where something was kept, but Infinity came for image 0',
      { ...saved, total: ['Infinity'] },
    ],
    [
      'total must be at least 1 where something was kept, but NaN came for image 0',
      { ...saved, total: ['NaN'] },
    ],
    ...[-2, 1.5, 'NaN', 'Infinity'].map((position): [string, unknown] => [
      `position must hold whole numbers from -1, but ${position} came for image 1`,
      { ...savedTokens, position: [0, position] },
    ]),
    ['unknown key "surprise"', { ...saved, surprise: 1 }],
  ])('is refused where it is broken: %s', (why, broken) => {
    expect(() => loadState(broken)).toThrow(
      expect.objectContaining({
        code: 'format',
        message: `saved state: ${why}. Save it again with saveState.`,
      }),
    );
  });

  it('with a broken spec is refused as the spec is', () => {
    expect(() => loadState({ ...saved, spec: { type: 'gem', q: 1 } })).toThrow(
      expect.objectContaining({ code: 'spec' }),
    );
  });
});
