import { type Harness, loadCases, type PoolInput, runConformance } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { isPowerMean, type PoolingSpecInput, PoolingStream, poolArray } from '@ggem/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSimd, type Simd, SimdStream } from '../src/index.ts';

const kinds: ReadonlySet<string> = new Set([
  'token',
  'mean',
  'max',
  'gem',
  'ggem',
  'lse',
  'meanSqrtLen',
  'attention',
]);
const needsMore = (spec: PoolingSpecInput): boolean =>
  (spec.type === 'token' && typeof spec.index === 'number' && spec.index < -1) ||
  ('countFrom' in spec && spec.countFrom === 'firstKept' && (spec.prefixTokens ?? 0) > 0) ||
  ('attend' in spec &&
    spec.attend !== undefined &&
    (spec.attend.score === 'mean' || ('negatives' in spec && spec.negatives === 'shift'))) ||
  (spec.after ?? []).some((step) => step !== 'l2');

let simd: Simd;
beforeAll(async () => {
  simd = await loadSimd();
});
afterAll(() => simd.dispose());

describe('a stream by the kernels', () => {
  it('gives the expected values of every case when its tokens come in pieces', async () => {
    const cases = (await loadCases(readData)).filter((one) => one.kind === 'pooling');
    // A stream takes `[batch, tokens, channels]`. Users bring other layouts into this order themselves.
    const inOrder = cases.filter(({ offsets, dataFormat, image }) => !offsets && !dataFormat && !image);
    const streamed = inOrder.filter(({ spec }) => kinds.has(spec.type) && !needsMore(spec));
    const harness: Harness = {
      name: 'simd-stream',
      devices: ['here'],
      open: async () => ({ answers: () => 'here', pool: async (input) => ({ y: inPieces(input) }) }),
    };
    const skip = { outcome: 'skip', reason: 'a stream pools forward only' } as const;
    const result = await runConformance(
      [{ harness, expectations: [{ cases: '*', properties: ['dx', 'dp', 'w'], ...skip }] }],
      { cases: streamed },
    );
    expect(result.problems).toEqual([]);
    expect(result.rows.filter(({ outcome }) => outcome === 'fail').map(({ message }) => message)).toEqual([]);
  });

  it('takes float16 and tokens written into its own memory', () => {
    const stream = new SimdStream(simd, { type: 'gem', p: 2 }, { batch: 1, channels: 2 });
    const own = stream.allocate([1, 1, 2]);
    own.data.set([3, 6]);
    stream.add(own);
    // 4 and 8 as bits of float16.
    stream.add({ data: Uint16Array.of(0x4400, 0x4800), shape: [1, 1, 2] });
    const expected = [Math.sqrt((9 + 16) / 2), Math.sqrt((36 + 64) / 2)];
    stream.pooled().forEach((y, i) => {
      expect(Math.abs(y - expected[i]!)).toBeLessThan(3e-6 * expected[i]!);
    });
    stream.dispose();
  });

  it('merges with states that core made', () => {
    const spec = { type: 'gem', p: 3.3 } as const;
    const [a, b] = [
      [1, 2, 3],
      [4, 5],
    ];
    const there = new PoolingStream(spec, { batch: 1, channels: 1 });
    there.add({ data: b!, shape: [1, 2, 1] });
    const here = new SimdStream(simd, spec, { batch: 1, channels: 1 });
    here.add({ data: Float32Array.from(a!), shape: [1, 3, 1] });
    here.merge(there.state());
    const [expected] = poolArray({ data: [...a!, ...b!], shape: [1, 5, 1] }, spec);
    expect(Math.abs(here.pooled()[0]! - expected!)).toBeLessThan(3e-6 * expected!);
    here.dispose();
  });
});

function inPieces(input: PoolInput): Float64Array {
  const { spec, shape, x, mask, tokenWeights, parameters } = input;
  const [batch, count, channels] = shape;
  const run = (lowest: Float64Array | undefined, sign: number): Float64Array => {
    const given =
      sign < 0
        ? ({ type: 'max', prefixTokens: 'prefixTokens' in spec ? spec.prefixTokens : 0 } as const)
        : spec;
    const stream = new SimdStream(simd, given, { batch, channels, lowest, ...(sign > 0 && { parameters }) });
    for (let from = 0, size = 1; from < count; from += size, size += Math.ceil(count / 8)) {
      const n = Math.min(size, count - from);
      const cut = (data: Float32Array, width: number): Float32Array =>
        Float32Array.from(
          Array.from({ length: batch }, (_, b) => [
            ...data.subarray((b * count + from) * width, (b * count + from + n) * width),
          ]).flat(),
        );
      const data = cut(x, channels).map((value) => sign * value);
      stream.add(
        { data, shape: [batch, n, channels] },
        { mask: mask && cut(mask, 1), tokenWeights: tokenWeights && cut(tokenWeights, 1) },
      );
    }
    const pooled = stream.pooled();
    stream.dispose();
    return pooled;
  };
  if (!isPowerMean(spec) || spec.negatives !== 'shift') return run(undefined, 1);
  return run(
    run(undefined, -1).map((value) => -value),
    1,
  );
}
