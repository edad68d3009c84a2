import { expect, test } from 'vitest';
import { arrayDevice } from './support/arrayHarness.ts';
import { caught, large, right, same, tampered, upTo } from './support/caught.ts';

test('falls back to another device', async () => {
  const ids = await caught(right, (device) => ({ ...device, answers: () => 'wasm' }));
  expect(ids).toContain('operation/add/number-left');
  expect(ids).toContain('mean/normal/3x7x5');
});

test('loses the gradient of one token in 4,097', async () => {
  const ids = await caught(
    right,
    tampered(same, ({ dx, ...rest }, { shape }) => {
      const without = Float64Array.from(dx!);
      without.fill(0, (1234 % shape[1]) * shape[2], (1234 % shape[1]) * shape[2] + 1);
      return { ...rest, dx: without };
    }),
    large,
  );
  expect(ids).toContain('edge/a-divisor-of-n-plus-1-shows/mean');
});

test('gives every tied token the whole gradient of max', async () => {
  const ids = await caught(
    right,
    tampered(same, ({ dx, y, ...rest }, { spec, shape, x, dy }) => {
      if (spec.type !== 'max') return { ...rest, y: y!, dx: dx! };
      const [, tokens, channels] = shape;
      const pooled = (i: number) => Math.floor(i / (tokens * channels)) * channels + (i % channels);
      return {
        ...rest,
        y: y!,
        dx: Float64Array.from(dx!, (old, i) => (old !== 0 && x[i] === y![pooled(i)] ? dy[pooled(i)]! : old)),
      };
    }),
  );
  expect(ids).toContain('edge/ties-of-max-share-evenly');
});

test('takes max for a large finite p', async () => {
  const ids = await caught(
    right,
    tampered(({ spec, ...rest }) =>
      spec.type === 'gem' && Number(spec.p) >= 25
        ? { ...rest, spec: { ...spec, p: 'inf', trainable: false }, parameters: {} }
        : { ...rest, spec },
    ),
  );
  expect(ids).toContain('edge/finite-p-is-not-the-max/p=100');
});

test('pools the class token with the patches', async () => {
  const ids = await caught(
    right,
    tampered(({ spec, ...rest }) => ({
      ...rest,
      spec: spec.type === 'token' ? spec : { ...spec, prefixTokens: 0 },
    })),
  );
  expect(ids).toContain('mean/prefix=1/normal/3x12x6/mask=half/weights=fractions');
});

test('ignores token weights', async () => {
  const ids = await caught(
    right,
    tampered(({ tokenWeights: _, ...rest }) => rest),
  );
  expect(ids).toContain('edge/weights-of-any-scale/mean/wide');
  expect(ids).toContain('edge/ties-share-by-weight/p=inf');
});

test('gives NaN where nothing is kept', async () => {
  const ids = await caught(
    right,
    tampered(same, (output, { spec, x, mask }) =>
      mask && spec.type === 'mean' && !mask.includes(1)
        ? { ...output, y: x.map(() => Number.NaN).slice(0, output.y!.length) }
        : output,
    ),
  );
  expect(ids).toContain('edge/nothing-kept-gives-zeros/mean');
});

test('raises x to the power p without a scale', async () => {
  const ids = await caught(
    right,
    tampered(same, (output, { spec, shape, x, mask, tokenWeights }) => {
      if (
        spec.type !== 'gem' ||
        mask ||
        tokenWeights ||
        spec.negatives !== 'clamp' ||
        typeof spec.p !== 'number'
      )
        return output;
      const { p, eps } = spec;
      const [, tokens, channels] = shape;
      const naive = Float64Array.from(output.y!, (_, i) => {
        const start = Math.floor(i / channels) * tokens * channels + (i % channels);
        const powers = upTo(tokens).map((n) => Math.fround(Math.max(x[start + n * channels]!, eps) ** p));
        return Math.fround(powers.reduce((sum, one) => Math.fround(sum + one), 0) / tokens) ** (1 / p);
      });
      return { ...output, y: naive };
    }),
  );
  expect(ids).toContain('edge/x-to-the-p-would-overflow/p=7.5');
  expect(ids).toContain('edge/all-below-eps-gives-eps-and-no-gradient/p=8');
});

test('computes dp in the form that cancels near p = 0', async () => {
  const ids = await caught(
    right,
    tampered(same, (output, { spec }) =>
      spec.type === 'gem' && spec.p === 2 ** -20
        ? { ...output, dp: Float64Array.from(output.dp!, (v) => v + 2 ** -24 / 2 ** -20) }
        : output,
    ),
  );
  expect(ids).toContain('edge/around-the-geometric-mean/p=2^-20');
});

test('scales the gradient of shift by 0.999', async () => {
  const ids = await caught(
    right,
    tampered(same, (output, { spec }) =>
      'negatives' in spec && spec.negatives === 'shift'
        ? { ...output, dx: Float64Array.from(output.dx!, (v) => v * 0.999) }
        : output,
    ),
  );
  expect(ids).toContain('edge/shift-shares-among-tied-minima');
});

test('writes into the mask it was given', async () => {
  const ids = await caught(
    right,
    tampered((input) => {
      if (input.mask) input.mask[0] = 1;
      return input;
    }),
  );
  expect(ids).toContain('edge/nothing-kept-gives-zeros/mean');
});

test('gives the gradient of the sum, whatever comes from above', async () => {
  const ids = await caught(
    right,
    tampered(({ dy, ...rest }) => ({ ...rest, dy: dy.map(() => 1) })),
  );
  expect(ids).toContain('mean/normal/3x7x5');
});

test('runs no operations', async () => {
  const { operate: _, ...poolOnly } = arrayDevice(right);
  const ids = await caught(right, () => poolOnly);
  expect(ids).toContain('operation/add/number-left');
  expect(ids).not.toContain('mean/normal/3x7x5');
});
