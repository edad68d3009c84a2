import { describe, expect, it } from 'vitest';
import { answerOf } from '../src/compare/answerOf.ts';
import { withBaseline } from '../src/compare/withBaseline.ts';
import type { Result } from '../src/index.ts';
import { listCandidates } from '../src/pool/listCandidates.ts';

/** A result of 40 images of 4 classes; each row gets as many right as it says, the first ones. */
function result(rights: Readonly<Record<string, number>>, baseline: string): Result {
  const labels = Array.from({ length: 40 }, (_, i) => `class ${i % 4}`);
  const rows = Object.entries(rights).map(([name, right]) => {
    const each = labels.map((_, i) => Number(i < right));
    const spec = name === 'class token' ? { type: 'token' } : { type: 'mean' };
    return { name, spec, results: { knn: { mean: right / 40, each } } };
  });
  const plain = {
    model: { name: 'vit' },
    images: { labels, names: labels },
    measures: ['knn'],
    settings: { draws: 400, level: 0.95, seed: 1 },
    rows,
  };
  return withBaseline(plain as unknown as Result, baseline);
}

describe('the answer', () => {
  it('names the best, its difference to the baseline, and whether that is resolved', () => {
    expect(result({ mean: 10, other: 30 }, 'mean').answer).toMatch(
      /^For vit and these 40 images of 4 classes, other is best by k-NN: 75\.0 %; the difference to the mean is \+50\.0 points \[\+\d\d\.\d, \+\d\d\.\d\], resolved\.$/,
    );
    expect(result({ mean: 30, other: 31 }, 'mean').answer).toMatch(/\+2\.5 points \[.*\], not resolved\.$/);
  });
  it('names the best of patches too, where the class token wins', () => {
    expect(result({ 'class token': 38, mean: 20, other: 22 }, 'mean').answer).toMatch(
      /the class token is best by k-NN: 95\.0 %.* Of those that pool patches, other is best: 55\.0 %; the difference/,
    );
  });
  it('names what comes next, where the baseline is the best', () => {
    expect(result({ mean: 30, other: 20 }, 'mean').answer).toMatch(
      /the mean is best by k-NN: 75\.0 %; next is other at −25\.0 points \[.*\], resolved\.$/,
    );
  });
  it('is that of the whole result', () => {
    const whole = result({ mean: 10, other: 30 }, 'other');
    expect(answerOf(whole)).toBe(whole.answer);
  });
});

describe('the poolings that take part', () => {
  const layout = { tokens: 17, channels: 48, prefix: 1, because: '' };
  const options = {
    poolings: ['token', 'mean', 'gem', 'now'],
    p: [3],
    negatives: ['clamp'],
    groups: [],
    after: ['none'],
    specs: [],
  };
  const names = (...given: Parameters<typeof listCandidates>) =>
    listCandidates(...given).map(({ name }) => name);
  it('are the class token only where there is one', () => {
    expect(names(options, layout, undefined)).toEqual(['class token', 'mean', 'GeM 3 clamp']);
    expect(names(options, { ...layout, prefix: 0 }, undefined)).toEqual(['mean', 'GeM 3 clamp']);
  });
  it('are how the model pools now too, once', () => {
    const own = { words: 'GGeM, p 2, 3', spec: { type: 'ggem', groups: 2, p: [2, 3] } as never };
    expect(names(options, layout, own)).toContain('as now: GGeM, p 2, 3');
    expect(names(options, layout, { words: 'token 0', spec: { type: 'token', index: 0 } })).toHaveLength(3);
  });
  it('are refused as GGeM without groups, and alone', () => {
    expect(() => listCandidates({ ...options, poolings: ['mean', 'ggem'] }, layout, undefined)).toThrow(
      'lab: ggem must know its groups, but the graph of the model does not show its heads. Say --groups N',
    );
    expect(() => listCandidates({ ...options, poolings: ['mean'] }, layout, undefined)).toThrow(
      'a comparison takes two poolings or more, but there is 1.',
    );
  });
});
