import {
  type ArrayTokens,
  emptyState,
  float64,
  isPowerMean,
  type PoolingSpecInput,
  PoolingStream,
  parseSpec,
} from '@ggem/core';
import { expect, it } from 'vitest';
import { type Harness, type PoolInput, runConformance } from '../src/index.ts';
import { loadCases } from '../src/loadCases.ts';
import { readData } from '../src/node.ts';

/** Pools in pieces of one, two, three, ... tokens. */
const streaming: Harness = {
  name: 'streaming',
  devices: ['float64'],
  open: async () => ({
    answers: () => 'float64',
    float: float64,
    pool: async (input) => ({ y: inPieces(input) }),
  }),
};

function inPieces(input: PoolInput): Float64Array {
  const { spec, shape, parameters } = input;
  const [batch, , channels] = shape;
  const run = (stream: PoolingStream, sign: number): Float64Array => {
    for (const { tokens, ...options } of pieces(input)) {
      stream.add({ ...tokens, data: Array.from(tokens.data, (value) => sign * value) }, options);
    }
    return stream.pooled();
  };
  if (!isPowerMean(spec) || spec.negatives !== 'shift')
    return run(new PoolingStream(spec, { batch, channels, parameters }), 1);
  const first = new PoolingStream({ type: 'max', prefixTokens: spec.prefixTokens }, { batch, channels });
  const lowest = run(first, -1).map((value) => -value);
  return run(new PoolingStream(spec, { batch, channels, lowest }), 1);
}

function* pieces({ shape: [batch, count, channels], x, mask, tokenWeights }: PoolInput) {
  // Long inputs come in few pieces, since the reference is slow.
  const least = Math.ceil(count / 40);
  for (let from = 0, size = 1; from < count; from += size, size += least) {
    const n = Math.min(size, count - from);
    const cut = (data: Float32Array, width: number): number[] =>
      Array.from({ length: batch }, (_, b) => [
        ...data.subarray((b * count + from) * width, (b * count + from + n) * width),
      ]).flat();
    const tokens: ArrayTokens = { data: cut(x, channels), shape: [batch, n, channels] };
    yield { tokens, mask: mask && cut(mask, 1), tokenWeights: tokenWeights && cut(tokenWeights, 1) };
  }
}

it('gives the expected values of every case when its tokens come in pieces', async () => {
  const cases = (await loadCases(readData)).filter((one) => one.kind === 'pooling');
  // A stream takes `[batch, tokens, channels]`. Users bring other layouts into this order themselves.
  const inOrder = cases.filter(({ offsets, dataFormat, image }) => !offsets && !dataFormat && !image);
  const streamed = inOrder.filter(({ spec }) => isStreamed(spec));
  expect(streamed.length).toBeGreaterThan(cases.length / 2);
  const skip = { outcome: 'skip', reason: 'a stream pools forward only' } as const;
  const result = await runConformance(
    [{ harness: streaming, expectations: [{ cases: '*', properties: ['dx', 'dp', 'w'], ...skip }] }],
    { cases: streamed },
  );
  expect(result.problems).toEqual([]);
  expect(result.rows.filter(({ outcome }) => outcome === 'fail').map(({ message }) => message)).toEqual([]);
  expect(result.rows.filter(({ outcome }) => outcome === 'pass').length).toBe(streamed.length);
});

/** Whether a stream takes a spec. Core's tests show which specs it refuses. */
function isStreamed(given: PoolingSpecInput): boolean {
  const spec = parseSpec(given);
  const needsLowest = 'negatives' in spec && spec.negatives === 'shift' && spec.attend === undefined;
  try {
    emptyState(needsLowest ? { ...spec, negatives: 'clamp' } : spec, { batch: 1, channels: 240 });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'spec') return false;
    throw error;
  }
}
