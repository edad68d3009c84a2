import { describe, expect, it } from 'vitest';
import { negativesReport } from '../../src/index.ts';
import { column } from '../arrays.ts';
import { refusal } from '../refusal.ts';

describe('negativesReport', () => {
  it('counts what lies below eps, what is negative, and what each rule holds at eps', () => {
    const report = negativesReport(column(-2, -1, 1e-9, 0, 0.5, 3), { type: 'gem', p: 1 });
    expect(report).toMatchObject({ values: 6, below: 4, negative: 2, blind: 0 });
    expect([...report.belowByChannel]).toEqual([4]);
    const { clamp, abs, shift } = report.rules;
    expect([clamp.held, abs.held, shift.held]).toEqual([4, 2, 0]);
  });
  it('says how far each rule would move the pooled values', () => {
    // p = 1 of -2, 0 and 4: clamped 4/3, absolute 2, shifted the plain mean, 2/3.
    const { rules } = negativesReport(column(-2, 0, 4), { type: 'gem', p: 1, eps: 1e-30 });
    expect([rules.clamp.change, rules.abs.change, rules.shift.change]).toEqual([
      0,
      expect.closeTo(0.5, 12),
      expect.closeTo(0.5, 12),
    ]);
  });
  it('counts kept patches only', () => {
    const tokens = { data: [-1, -1, 1, -1, -1, 1, -1, -1], shape: [1, 4, 2] as const };
    const report = negativesReport(
      tokens,
      { type: 'ggem', groups: 2, prefixTokens: 1 },
      { mask: [1, 1, 1, 0] },
    );
    expect(report).toMatchObject({ values: 4, below: 2 });
    expect([...report.belowByChannel]).toEqual([1, 1]);
  });
  it('finds channels that are blind, but not in an image in which nothing is kept', () => {
    const tokens = { data: [-1, 2, -3, -4, -1, -1, -1, -1], shape: [2, 2, 2] as const };
    expect(negativesReport(tokens, { type: 'gem' }).blind).toBe(3);
    expect(negativesReport(tokens, { type: 'gem' }, { mask: [1, 1, 0, 0] }).blind).toBe(1);
  });
  it('takes "error" for "clamp", so that what it refuses can be looked at', () => {
    expect(negativesReport(column(-1, 1), { type: 'gem', negatives: 'error' }).below).toBe(1);
  });
  it('finds about half of a LayerNorm output below eps', () => {
    // Any centred row: its values sum to 0.
    const row = Array.from({ length: 64 }, (_, i) => Math.sin(i * 2.4));
    const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
    const centred = { data: row.map((x) => x - mean), shape: [1, 8, 8] as const };
    const { below, values } = negativesReport(centred, { type: 'gem' });
    expect(below / values).toBeCloseTo(0.5, 1);
  });
  it('counts an image by its channels, wherever they lie', () => {
    const data = [-1, 2, 3, 4, -5, -6];
    const first = negativesReport(
      { data, shape: [1, 2, 1, 3] },
      { type: 'gem' },
      { dataFormat: 'channelsFirst' },
    );
    expect([...first.belowByChannel]).toEqual([1, 2]);
    const last = negativesReport({ data: [-1, 4, 2, -5, 3, -6], shape: [1, 1, 3, 2] }, { type: 'gem' });
    expect(first).toEqual(last);
  });
  it('refuses a pooling that has no rule for negatives', () => {
    expect(refusal(() => negativesReport(column(1), { type: 'mean' }))).toBe(
      'spec | negativesReport: spec must be a power mean (gem or ggem), but mean came. It takes negatives as they are.',
    );
  });
});
