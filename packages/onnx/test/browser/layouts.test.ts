import { poolArray, poolArrayGradient } from '@ggem/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { poolingGradientModel, poolingModel } from '../../src/index.ts';
import { type Numbers, run } from '../../src/run/index.ts';
import { openBrowserWasm, openWebgpu } from '../conformance/browserRuntime.ts';
import type { Runtime } from '../conformance/sessionCache.ts';

const spec = { type: 'ggem', groups: 2, negatives: 'shift' } as const;
const [channels, height, width] = [4, 2, 3];

function numbers(...shape: readonly number[]): Numbers & { readonly data: Float32Array } {
  const size = shape.reduce((a, b) => a * b, 1);
  return { data: Float32Array.from({ length: size }, (_, i) => 2 * Math.sin(i * i + 1)), shape };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(3e-6 * scale);
  }
}

describe.each([
  ['wasm', openBrowserWasm],
  ['webgpu', openWebgpu],
] as const)('on %s', (_, open) => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await open();
  });

  it.each(['channelsFirst', 'channelsLast'] as const)(
    'pools images, %s, on the device alone',
    async (dataFormat) => {
      const shape =
        dataFormat === 'channelsFirst' ? [2, channels, height, width] : [2, height, width, channels];
      const tokens = numbers(...shape);
      const options = { channels, dataFormat, image: true, mask: 'float32', keepDims: true } as const;
      const mask = { data: [1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1], shape: [2, height, width] };
      const session = await runtime.create(poolingModel(spec, options));
      const { pooled } = await run<'pooled'>(session, { tokens, mask });
      expectClose(pooled.data, poolArray(tokens, spec, { dataFormat, mask: mask.data }));
      const dy = numbers(...pooled.shape);
      const gradient = await runtime.create(poolingGradientModel(spec, options));
      const p = { data: [3, 3], shape: [2] };
      const { tokens_gradient: dx } = await run<'tokens_gradient'>(gradient, {
        tokens,
        mask,
        p,
        pooled_gradient: dy,
      });
      expectClose(dx.data, poolArrayGradient(tokens, spec, dy.data, { dataFormat, mask: mask.data }).tokens);
    },
  );

  it('takes the shortcut only where it is safe', async () => {
    const plain = { type: 'ggem', groups: 2 } as const;
    const session = await runtime.create(poolingModel(plain, { channels, shortcut: true }), {
      isRagged: true,
    });
    const ordinary = numbers(2, 3, channels);
    const others = [1e20, 1e-7].map((factor) => ordinary.data.map((value) => value * factor));
    const data = [ordinary.data, ...others, ordinary.data.map((value, i) => (i === 5 ? Number.NaN : value))];
    for (const one of data) {
      const tokens = { data: one, shape: [2, 3, channels] };
      const { pooled } = await run<'pooled'>(session, { tokens });
      const expected = poolArray(tokens, plain);
      expect(Array.from(pooled.data, Number.isNaN)).toEqual(Array.from(expected, Number.isNaN));
      const numbersOnly = (list: ArrayLike<number>) =>
        Array.from(list).filter((value) => !Number.isNaN(value));
      expectClose(numbersOnly(pooled.data), numbersOnly(expected));
    }
  });

  it('pools a ragged batch', async () => {
    const tokens = numbers(8, channels);
    const offsets = { data: [0, 3, 3, 8], shape: [4] };
    const session = await runtime.create(
      poolingModel(spec, { channels, offsets: true, poolingWeights: true }),
      { isRagged: true },
    );
    const { pooled } = await run<'pooled'>(session, { tokens, offsets });
    const alone = (from: number, to: number) =>
      poolArray(
        { data: tokens.data.slice(from * channels, to * channels), shape: [1, to - from, channels] },
        spec,
      );
    expectClose(pooled.data, [...alone(0, 3), ...new Array<number>(channels).fill(0), ...alone(3, 8)]);
  });
});
