import { expect, it } from 'vitest';
import { loadSimd } from '../src/index.ts';
import { place } from '../src/workspace.ts';

const simd = await loadSimd({ build: 'simd' });

it('leaves allocated tokens to their holder when a pooling moves to a larger memory', () => {
  const pooling = simd.createPooling({ type: 'max' }, { channels: 64 });
  const first = pooling.allocate([1, 4, 64]);
  first.data.fill(2);
  const second = pooling.allocate([8, 4096, 64]);
  second.data.fill(3);
  // Other poolings of the same size. One of them would get the first memory if that were free.
  for (let i = 0; i < 8; i++) {
    const other = simd.createPooling({ type: 'max' }, { channels: 64 });
    const own = other.allocate([1, 4, 64]);
    expect(own.data.buffer).not.toBe(first.data.buffer);
    own.data.fill(7);
    other.pool(own);
  }
  expect(first.data.every((value) => value === 2)).toBe(true);
  expect(pooling.pool(first)[0]).toBe(2);
});

it('leaves a gradient to its holder when a pooling moves to a larger memory', () => {
  const pooling = simd.createPooling({ type: 'mean' }, { channels: 4 });
  const { tokens: dx } = pooling.gradient({ data: new Float32Array(8), shape: [1, 2, 4] }, [2, 2, 2, 2]);
  const count = 2 ** 16;
  pooling.gradient({ data: new Float32Array(count * 4), shape: [1, count, 4] }, [1, 1, 1, 1]);
  for (let i = 0; i < 8; i++) {
    const other = simd.createPooling({ type: 'mean' }, { channels: 4 });
    other.gradient({ data: new Float32Array(8), shape: [1, 2, 4] }, [5, 5, 5, 5]);
  }
  expect([...dx]).toEqual(new Array(8).fill(1));
});

it('gives both memories of a disposed pooling to the next', () => {
  const one = simd.createPooling({ type: 'max' }, { channels: 64 });
  const { buffer } = one.allocate([1, 4, 64]).data;
  one.dispose();
  const next = simd.createPooling({ type: 'max' }, { channels: 64 });
  expect(next.allocate([1, 4, 64]).data.buffer).toBe(buffer);
});

it('lays the tensors of a call one after the other, with room for one vector between', () => {
  for (const [batch, count, channels] of [
    [1, 1, 1],
    [2, 3, 5],
    [3, 196, 768],
  ] as const) {
    const tokens = batch * count * channels * 2;
    const pooled = batch * channels * 4;
    for (const task of ['pool', 'gradient'] as const) {
      for (const [groups, products] of [
        [undefined, undefined],
        [3, 64],
      ] as const) {
        const { end, ...all } = place(32, [batch, count, channels], { tokens, task, groups, products });
        const weighed = batch * (groups ?? 1);
        const sizes = {
          ...{ tokens, norms: weighed * 8, y: pooled, dy: pooled, dp: pooled, weights: weighed * count * 4 },
          ...(task === 'gradient' && { dx: 2 * tokens }),
          ...(task === 'gradient' && groups && { shares: weighed * count * 4 }),
          ...(products && { products }),
        };
        // What a call does not need is nowhere.
        const starts = Object.fromEntries(Object.entries(all).filter(([, start]) => start > 0));
        expect(all.tokens).toBe(32);
        expect(Object.keys(starts)).toEqual(Object.keys(sizes));
        const ends = [...Object.values(starts).slice(1), end];
        Object.values(starts).forEach((start, i) => {
          expect(ends[i]! % 16).toBe(0);
          const between = ends[i]! - start - Object.values(sizes)[i]!;
          expect(between).toBeGreaterThanOrEqual(16);
          expect(between).toBeLessThan(32);
        });
      }
    }
  }
});
