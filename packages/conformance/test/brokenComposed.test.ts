import { poolArray } from '@ggem/core';
import { expect, test } from 'vitest';
import type { PoolInput, PoolOutput } from '../src/index.ts';
import { arrayDevice } from './support/arrayHarness.ts';
import { caught, right, same, tampered, upTo } from './support/caught.ts';

/** Runs only the cases of one family. */
const among = (family: string, alter: Parameters<typeof caught>[1]) => caught(right, alter, [`${family}/*`]);

/** An output whose y comes from the given formula, channel by channel, in float32. Cases with a mask stay as they are. */
const formula =
  (type: string, pooled: (x: readonly number[], input: PoolInput) => number) =>
  (output: PoolOutput, input: PoolInput): PoolOutput => {
    const { spec, shape, x, mask, tokenWeights } = input;
    if (spec.type !== type || mask || tokenWeights) return output;
    const [batch, tokens, channels] = shape;
    const column = (i: number) => {
      const start = Math.floor(i / channels) * tokens * channels + (i % channels);
      return upTo(tokens).map((n) => x[start + n * channels]!);
    };
    return {
      ...output,
      y: Float64Array.from({ length: batch * channels }, (_, i) => pooled(column(i), input)),
    };
  };

test('the backend that is not broken passes', async () => {
  expect(
    await caught(right, undefined, ['lse/*3x7x5*', 'attention/*3x7x6*', 'regional/*', 'after/*']),
  ).toEqual([]);
});

test('takes the logarithm of a sum of exponentials as it is written', async () => {
  const naive = formula('lse', (x, { spec }) => {
    const r = Number((spec as { r: number }).r);
    const sum = x.reduce((all, value) => Math.fround(all + Math.fround(Math.exp(Math.fround(r * value)))), 0);
    return Math.fround(Math.log(sum / x.length)) / r;
  });
  const ids = await among('lse', tampered(same, naive));
  expect(ids).toContain('lse/r=100/normal/1x7x5');
  expect(ids).toContain('lse/r=1/huge/1x7x5');
  expect(ids).toContain('lse/r=2^-20/normal/1x7x5');
  expect(ids).not.toContain('lse/r=3/signed-ties/1x7x5');
});

test('squares before it divides in the L2 norm', async () => {
  const naive = (output: PoolOutput, { spec, shape, x }: PoolInput): PoolOutput => {
    if (spec.type !== 'mean' || spec.after?.join() !== 'l2') return output;
    const pooled = poolArray({ data: x, shape }, { type: 'mean' });
    const [batch, , channels] = shape;
    const norm = (b: number) =>
      Math.sqrt(
        pooled
          .subarray(b * channels, (b + 1) * channels)
          .reduce((sum, v) => Math.fround(sum + Math.fround(v * v)), 0),
      );
    return { ...output, y: pooled.map((value, i) => value / norm(Math.floor(i / channels) % batch)) };
  };
  const ids = await among('after', tampered(same, naive));
  expect(ids).toContain('after/mean/after=l2/huge/3x7x5');
  expect(ids).toContain('after/mean/after=l2/minute/3x7x5');
  expect(ids).toContain('after/mean/after=l2/zero/3x7x5');
  expect(ids).not.toContain('after/mean/after=l2/normal/3x7x5');
});

test('attends with one head where there are many', async () => {
  const ids = await among(
    'attention',
    tampered(({ spec, ...rest }) => ({
      ...rest,
      spec: spec.type === 'attention' ? { ...spec, heads: 1 } : spec,
    })),
  );
  expect(ids).toContain('attention/heads=2/normal/3x7x6');
  expect(ids).not.toContain('attention/heads=1/normal/3x7x6');
});

test('scales scores by the channels instead of those of a head', async () => {
  const ids = await among(
    'attention',
    tampered(({ spec, parameters, ...rest }) => {
      const heads = spec.type === 'attention' ? spec.heads : 1;
      const query = parameters.query?.map((value) => value / Math.sqrt(heads));
      return { ...rest, spec, parameters: query ? { ...parameters, query } : parameters };
    }),
  );
  expect(ids).toContain('attention/heads=6/normal/3x7x6');
});

test('loses the part of the gradient that goes through the scores', async () => {
  const onlyValues = (output: PoolOutput, { spec, shape, dy }: PoolInput): PoolOutput => {
    if (spec.type !== 'attention' || !output.w) return output;
    const [, tokens, channels] = shape;
    const upstream = (i: number) => dy[Math.floor(i / (tokens * channels)) * channels + (i % channels)]!;
    return { ...output, dx: Float64Array.from(output.w, (w, i) => w * upstream(i)) };
  };
  const device = tampered(same, onlyValues);
  const ids = await among('attention', (inner) => ({
    ...inner,
    pool: (input) => device(inner).pool(input, new Set(['y', 'dx', 'dp', 'w'])),
  }));
  expect(ids).toContain('attention/heads=2/normal/1x4097x4');
});

test('puts the parts of a concatenation in another order', async () => {
  const ids = await among(
    'concat',
    tampered(({ spec, ...rest }) => ({
      ...rest,
      spec:
        spec.type === 'concat' && spec.parts.length === 4
          ? { ...spec, parts: spec.parts.toReversed() }
          : spec,
    })),
  );
  expect(ids).toContain('concat/mean+max+gem,p=3+lse,r=2/normal/3x7x6');
});

test('gives the gradients of parameters in another order', async () => {
  const ids = await among(
    'mix',
    tampered(same, ({ dp, ...rest }) => ({ ...rest, ...(dp && { dp: Array.from(dp).reverse() }) })),
  );
  expect(ids).toContain('mix/gem,p=3+lse,r=-1/weights=1,-0.5/trained/normal/3x7x6');
});

test('takes width for height', async () => {
  const ids = await among(
    'regional',
    tampered(({ spec, ...rest }) => {
      const grid = 'grid' in spec ? spec.grid : null;
      return { ...rest, spec: grid ? ({ ...spec, grid: [grid[1], grid[0]] } as typeof spec) : spec };
    }),
  );
  expect(ids).toContain('regional/grid=3,4/normal/2x12x5');
  expect(ids).not.toContain('regional/grid=4,4/normal/2x16x5');
});

test('adds regions that are not normalised', async () => {
  const ids = await among(
    'regional',
    tampered(({ spec, ...rest }) => ({
      ...rest,
      spec: spec.type === 'regional' ? { ...spec, part: { ...spec.part, after: [] } } : spec,
    })),
  );
  expect(ids).toContain('regional/grid=3,4/normal/2x12x5');
});

test('counts positions among the kept tokens only', async () => {
  const ids = await among('positionWeightedMean', (device) => ({
    ...device,
    pool: async (input, wanted) => {
      const { shape, mask, tokenWeights } = input;
      if (!mask || shape[0] !== 1) return device.pool(input, wanted);
      let kept = 0;
      // These weights replace the position of a token by its rank among the kept tokens.
      const rank = mask.map((one, n) => (one > 0 ? (tokenWeights?.[n] ?? 1) * (++kept / (n + 1)) : 1));
      return device.pool({ ...input, tokenWeights: rank }, wanted);
    },
  }));
  expect(ids).toContain('positionWeightedMean/positive/1x4097x4/mask=half');
});

test('whitens without taking the mean away', async () => {
  const ids = await among('after', (device) => ({
    ...device,
    pool: (input, wanted) => {
      const mean = Object.keys(input.parameters).find((name) => name.endsWith('.mean'));
      const parameters = mean
        ? { ...input.parameters, [mean]: input.parameters[mean]!.map(() => 0) }
        : input.parameters;
      return device.pool({ ...input, parameters }, wanted);
    },
  }));
  expect(ids).toContain('after/mean/after=l2-whiten6/normal/3x7x6');
  expect(ids).toContain('after/mean/after=whiten3t/normal/3x7x6');
});

test('whitens an image in which nothing is kept', async () => {
  const ids = await among('after', (device) => ({
    ...device,
    pool: async (input, wanted) => {
      const output = await arrayDevice(right).pool(input, wanted);
      const empty = input.mask && !input.mask.includes(1) && 'after.0.mean' in input.parameters;
      return empty ? { ...output, y: Float64Array.from(output.y!, () => 0.5) } : output;
    },
  }));
  expect(ids).toContain('after/mean/after=whiten2/normal/3x7x6/mask=empty');
});
