import { describe, expect, it } from 'vitest';
import { samples } from '../src/samples/samples.ts';
import { P_STEPS, pAt, stepOf } from '../src/ui/controls/pScale.ts';
import { digitImages } from '../src/ui/drawing/digitImages.ts';
import { filledPage } from '../src/ui/drawing/filledPage.ts';
import { rasterizeInk } from '../src/ui/drawing/rasterizeInk.ts';
import { smoothStroke } from '../src/ui/drawing/smoothStroke.ts';
import { keepUpToDate } from '../src/ui/inference/keepUpToDate.ts';
import { groupReading, type Reading } from '../src/ui/inference/reading.ts';
import { contour } from '../src/ui/results/contour.ts';
import { heat } from '../src/ui/results/heatScale.ts';
import { summary } from '../src/ui/results/summary.ts';

const at = (x: number, y: number) => ({ x, y, pressure: 0.5 });

describe('ink', () => {
  it('a dot covers the area of its disc', () => {
    const ink = rasterizeInk([[at(0.5, 0.5)]], 140);
    const radius = smoothStroke([at(0.5, 0.5)])[0]!.radius * 140;
    const area = ink.reduce((a, b) => a + b, 0);
    expect(area / (Math.PI * radius ** 2)).toBeCloseTo(1, 2);
  });

  it('a straight line covers its band and two half discs, however many points it has', () => {
    const area = (points: number) => {
      const stroke = Array.from({ length: points }, (_, i) => at(0.2 + (0.6 * i) / (points - 1), 0.5));
      return rasterizeInk([stroke], 140).reduce((a, b) => a + b, 0);
    };
    const radius = smoothStroke([at(0.5, 0.5)])[0]!.radius * 140;
    const expected = 0.6 * 140 * 2 * radius + Math.PI * radius ** 2;
    expect(area(2) / expected).toBeCloseTo(1, 2);
    expect(area(9) / expected).toBeCloseTo(1, 2);
  });

  it('a curve passes through every point of the stroke, repeated ones included', () => {
    const points = [at(0.2, 0.3), at(0.5, 0.2), at(0.5, 0.2), at(0.7, 0.6), at(0.4, 0.8)];
    const dots = smoothStroke(points);
    for (const { x, y } of points) {
      expect(Math.min(...dots.map((dot) => Math.hypot(dot.x - x, dot.y - y)))).toBeLessThan(1e-9);
    }
    expect(dots.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  });

  it('a drawing of a tenth of the page has the image of a large one, and a dot stays a dot', () => {
    const three = samples.find(({ id }) => id === '3')!.drawing;
    const sized = (times: number) =>
      three.map((stroke) =>
        stroke.map((point) => ({ ...point, x: 0.2 + times * point.x, y: 0.3 + times * point.y })),
      );
    const imageOf = digitImages();
    const [large, tiny] = [imageOf(sized(0.45))!, imageOf(sized(0.1))!];
    expect(Math.max(...tiny.map((value, i) => Math.abs(value - large[i]!)))).toBeLessThan(1e-3);
    const dot = [[at(0.5, 0.5), at(0.51, 0.5)]];
    expect(filledPage(dot)).toBe(dot);
  });

  it('the outline of one black pixel is a diamond around its middle', () => {
    const image = new Float32Array(9);
    image[4] = 1;
    const ends = contour(image, 3, 0.5).match(/[\d.]+ [\d.]+/g);
    expect(new Set(ends)).toEqual(new Set(['1.00 1.50', '2.00 1.50', '1.50 1.00', '1.50 2.00']));
    expect(ends).toHaveLength(8);
  });
});

describe('scales', () => {
  it('the slider ends exactly at 1 and infinity, and holds the round values between', () => {
    expect(pAt(0)).toBe(1);
    expect(pAt(P_STEPS)).toBe(Number.POSITIVE_INFINITY);
    for (const p of [1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 20, Number.POSITIVE_INFINITY]) {
      expect(pAt(stepOf(p))).toBe(p);
    }
    expect(stepOf(0.5)).toBe(0);
  });

  it('heat grows with the share, from 0 to 1', () => {
    expect([0, 0.05, 0.2, 0.9].map(heat)).toEqual([0, 0.5, 1, 1]);
  });
});

describe('keepUpToDate', () => {
  const pause = () => Promise.resolve();

  it('runs one job at a time, and once more for all that changed meanwhile', async () => {
    let state = 0;
    let running = 0;
    const seen: number[] = [];
    let finish = () => {};
    const busy: boolean[] = [];
    const changed = keepUpToDate(
      async () => {
        expect(++running).toBe(1);
        seen.push(state);
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        running--;
      },
      {
        pause,
        onFailure: (error) => {
          throw error;
        },
        onBusy: (now) => busy.push(now),
      },
    );
    for (state = 1; state < 4; state++) changed();
    await expect.poll(() => seen).toEqual([4]);
    for (state = 5; state < 9; state++) changed();
    finish();
    await expect.poll(() => seen).toEqual([4, 9]);
    finish();
    await expect.poll(() => busy).toEqual([true, false]);
  });

  it('goes on after a failure, and reports it', async () => {
    const failures: unknown[] = [];
    let fail = true;
    let done = 0;
    const changed = keepUpToDate(
      async () => {
        if (fail) throw new Error('one');
        done++;
      },
      { pause, onFailure: (error) => failures.push((error as Error).message) },
    );
    changed();
    await expect.poll(() => failures).toEqual(['one']);
    fail = false;
    changed();
    await expect.poll(() => done).toBe(1);
  });
});

const reading = (digit: number, confidence: number, inUse = 49): Reading => ({
  probabilities: Array.from({ length: 10 }, (_, i) => (i === digit ? confidence : (1 - confidence) / 9)),
  groups: [{ channels: 48, silent: 0, shares: Array(49).fill(1 / 49), inUse }],
});

describe('groupReading', () => {
  const groups = [
    { channels: 12, silent: 3, shares: [1, 0], inUse: 1 },
    { channels: 12, silent: 12, shares: [0, 0], inUse: 0 },
    { channels: 12, silent: 9, shares: [0.2, 0.8], inUse: 5 },
  ];

  it('all groups together are the mean over the channels that are not silent', () => {
    // Nine channels of the first group and three of the third: weights 3/4 and 1/4.
    const all = groupReading({ probabilities: [], groups }, undefined);
    expect(all).toEqual({
      channels: 36,
      silent: 24,
      shares: [expect.closeTo(0.8), expect.closeTo(0.2)],
      inUse: 2,
    });
  });

  it('is zero everywhere when every channel is silent', () => {
    const all = groupReading({ probabilities: [], groups: [groups[1]!] }, undefined);
    expect(all).toEqual({ channels: 12, silent: 12, shares: [0, 0], inUse: 0 });
  });
});

describe('what is announced', () => {
  it('one sentence where all agree', () => {
    const heads = new Map([
      ['token', reading(3, 0.95)],
      ['mean', reading(3, 0.9)],
    ] as const);
    expect(summary({ heads, looksLikeDigit: true }, undefined)).toBe(
      'All five read 3, each with at least 90.0\u00a0%.',
    );
    expect(summary({ heads, looksLikeDigit: false }, undefined)).toBe('This does not look like a digit.');
  });

  it('every vote where they differ, and the spread while the slider holds p', () => {
    const heads = new Map([
      ['max', reading(3, 0.95)],
      ['gem', reading(5, 0.5, 7.25)],
    ] as const);
    expect(summary({ heads, looksLikeDigit: true }, Number.POSITIVE_INFINITY)).toBe(
      'Max 3, 95.0\u00a0%; GeM 5, 50.0\u00a0%. With p = infinity, patches a channel: GeM 7.3.',
    );
  });
});
