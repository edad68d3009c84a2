import { arrayOps, type FloatArray, type TensorOps } from '@ggem/core';
import { expect, test } from 'vitest';
import { caught, large, right, tampered, upTo } from './support/caught.ts';

/** The sum over the tokens that `pick` gives, of `n`. */
const summing = (pick: (n: number) => readonly number[]): TensorOps<FloatArray> => ({
  ...right,
  sum: (x) => {
    const [batch, tokens, channels] = x.shape;
    const data = pick(tokens).map((n) => right.slice(x, n, n + 1).data);
    const sums = Float64Array.from({ length: batch * channels }, (_, i) =>
      data.reduce((sum, at) => sum + at[i]!, 0),
    );
    return { shape: [batch, 1, channels], data: sums };
  },
});

test('the backend that is not broken passes', async () => {
  expect(await caught(right)).toEqual([]);
  expect(await caught(right, undefined, large)).toEqual([]);
});

test('divides by N + 1', async () => {
  const ids = await caught({ ...right, count: (x) => x.shape[1] + 1 }, undefined, large);
  expect(ids).toContain('operation/count/4097-tokens');
  expect(ids).toContain('edge/a-divisor-of-n-plus-1-shows/mean');
});

test('drops a token', async () => {
  const ids = await caught(
    summing((n) => upTo(Math.max(1, n - 1))),
    undefined,
    large,
  );
  expect(ids).toContain('operation/sum/4097-positive-tokens');
  expect(ids).toContain('edge/a-divisor-of-n-plus-1-shows/masked-mean');
});

test('counts a token twice', async () => {
  const ids = await caught(
    summing((n) => [0, ...upTo(n)]),
    undefined,
    large,
  );
  expect(ids).toContain('operation/sum/4097-positive-tokens');
  expect(ids).toContain('edge/p=1-is-the-mean');
});

test('stops a loop after 1,000 turns', async () => {
  const ids = await caught(
    summing((n) => upTo(Math.min(n, 1000))),
    undefined,
    large,
  );
  expect(ids).toContain('operation/sum/1500-positive-tokens');
  expect(ids).toContain('edge/p=1-is-the-mean');
});

test('lets NaN leak through a mask by multiplying', async () => {
  const { add, mul, sub } = right;
  const ids = await caught({
    ...right,
    select: (condition, yes, no) => add(mul(condition, yes), mul(sub(1, condition), no)),
  });
  expect(ids).toContain('operation/select/unselected-nan-goes-nowhere');
  expect(ids).toContain('edge/dropped-nan-goes-nowhere/gem-3');
});

test('reduces the wrong axis', async () => {
  const ids = await caught(
    right,
    tampered(({ x, shape: [batch, tokens, channels], ...rest }) => ({
      ...rest,
      shape: [batch, tokens, channels],
      x: x.map((_, i) => {
        const at = i % (tokens * channels);
        return x[i - at + (at % channels) * tokens + Math.floor(at / channels)]!;
      }),
    })),
  );
  expect(ids).toContain('mean/normal/3x7x5');
});

test('takes contiguous groups for interleaved ones', async () => {
  const { collect, spread } = right;
  const ids = await caught({
    ...right,
    spread: (values, layout) => spread(values, { ...layout, interleaved: !layout.interleaved }),
    collect: (x, layout) => collect(x, { ...layout, interleaved: !layout.interleaved }),
  });
  expect(ids).toContain('operation/spread/contiguous-3-of-6');
  expect(ids).toContain('ggem/contiguous/groups=2/p=1,25/normal/3x7x6');
});

test('has no gradient at eps itself', async () => {
  const atMost = (a: FloatArray | number, b: FloatArray | number) =>
    arrayOps.select(arrayOps.less(b, a), 0, 1);
  const ids = await caught({
    ...right,
    less: (a, b) => (typeof b === 'number' && b > 0 ? atMost(a, b) : right.less(a, b)),
  });
  expect(ids).toContain('edge/gradient-passes-at-eps-and-not-below/clamp');
});

test('lets the gradient through below eps', async () => {
  const never = (a: FloatArray | number) => arrayOps.less(a, Number.NEGATIVE_INFINITY);
  const ids = await caught({ ...right, less: (a, b) => (b === 2 ** -20 ? never(a) : right.less(a, b)) });
  expect(ids).toContain('edge/gradient-passes-at-eps-and-not-below/abs');
});

test('does not sum the gradient of p over the batch', async () => {
  const ids = await caught({
    ...right,
    sumBatch: (x) => ({ shape: [1, x.shape[1], x.shape[2]], data: x.data.slice(0, x.shape[1] * x.shape[2]) }),
  });
  expect(ids).toContain('operation/sumBatch/3x1x5');
  expect(ids).toContain('gem/p=25/positive/3x7x5/mask=half/litter-dropped');
});

test('loses NaN in a maximum', async () => {
  const ids = await caught({
    ...right,
    max: (x) =>
      right.max({ ...x, data: x.data.map((v) => (Number.isNaN(v) ? Number.NEGATIVE_INFINITY : v)) }),
  });
  expect(ids).toContain('operation/max/nan-first-middle-last');
});

test('computes in float16', async () => {
  const half = (value: number) =>
    Math.fround(value * (1 + 2 ** 13)) - Math.fround(Math.fround(value * (1 + 2 ** 13)) - value);
  const ids = await caught({
    ...right,
    mul: (a, b) => {
      const product = right.mul(a, b);
      return { ...product, data: product.data.map((v) => (Number.isFinite(v * 2 ** 14) ? half(v) : v)) };
    },
  });
  expect(ids).toContain('operation/mul/number-left');
  expect(ids).toContain('mean/normal/3x7x5/mask=half/litter-dropped');
});
