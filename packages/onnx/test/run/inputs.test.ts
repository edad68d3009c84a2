import {
  maskedMean,
  masksHandedOver,
  padded,
  tokensHandedOver,
  weightedMean,
  weightsHandedOver,
} from '@ggem/conformance';
import type { NumbersInput } from '@ggem/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolingModel } from '../../src/index.ts';
import { type RunInput, run } from '../../src/run/run.ts';

const mean = { type: 'mean' } as const;
const tokens = tokensHandedOver['a float32 tensor']! as RunInput;
const close = (values: readonly number[], digits = 6) => values.map((value) => expect.closeTo(value, digits));
/** A flat list needs a shape beside it here, since no pooling knows its shape. */
const rows = (input: NumbersInput): RunInput =>
  ArrayBuffer.isView(input) ||
  (Array.isArray(input) && !Array.isArray(input[0]) && !ArrayBuffer.isView(input[0]))
    ? ({ data: input, shape: [2, 2] } as RunInput)
    : input;

describe.each(['bool', 'int64', 'float32'] as const)(
  'a session with a mask of %s takes what neighbours hand over',
  (type) => {
    let session: InferenceSession;
    let weighted: InferenceSession;
    beforeAll(async () => {
      session = await InferenceSession.create(poolingModel(mean, { channels: 2, mask: type }));
      weighted = await InferenceSession.create(poolingModel(mean, { channels: 2, tokenWeights: true }));
    });
    afterAll(async () => {
      await session.release();
      await weighted.release();
    });
    const pooled = async (tokens: RunInput, mask: RunInput) => [
      ...(await run<'pooled'>(session, { tokens, mask })).pooled.data,
    ];

    it.each(Object.entries(tokensHandedOver))('tokens: %s', async (_, given) => {
      expect(await pooled(given, { data: [1, 0, 1, 1], shape: [2, 2] })).toEqual(close(maskedMean));
    });
    it.each(Object.entries(masksHandedOver).filter(([name]) => !name.startsWith('a Uint16Array')))(
      'mask: %s',
      async (_, mask) => {
        expect(await pooled(tokens, rows(mask))).toEqual(close(maskedMean));
      },
    );
    it.each(Object.entries(weightsHandedOver))('weights: %s', async (_, weights) => {
      const { pooled } = await run<'pooled'>(weighted, { tokens, token_weights: rows(weights) });
      expect([...pooled.data]).toEqual(close(weightedMean));
    });
    it("onnxruntime's own tensors, of the declared type and of another", async () => {
      const x = new Tensor(
        'float32',
        Float32Array.of(0.7001953125, 1, 2, -3, 5.5, 0.0999755859375, -0.25, 8),
        [2, 2, 2],
      );
      const half = new Tensor(
        'float16',
        Uint16Array.of(14746, 15360, 16384, 49664, 17792, 11878, 46080, 18432),
        [2, 2, 2],
      );
      const mask = new Tensor('int64', BigInt64Array.of(1n, 0n, 1n, 1n), [2, 2]);
      expect(await pooled(x, mask)).toEqual(close(maskedMean));
      expect(await pooled(half, mask)).toEqual(close(maskedMean));
    });
  },
);

describe('run', () => {
  it('asks what 16 bits are, and for a shape, and refuses fractions where whole numbers belong', async () => {
    const session = await InferenceSession.create(poolingModel(mean, { channels: 2, mask: 'int64' }));
    const mask = { data: [1, 0, 1, 1], shape: [2, 2] };
    await expect(
      run(session, { tokens: { data: new Uint16Array(8), shape: [2, 2, 2] }, mask }),
    ).rejects.toThrow(
      'run: tokens must say what its 16 bits are, float16 or whole numbers, but a Uint16Array without a type came.',
    );
    await expect(run(session, { tokens, mask: [1, 0, 1, 1] })).rejects.toThrow(
      'run: mask must say its shape, but 4 values in one row came. Give { data, shape }, or arrays in arrays.',
    );
    await expect(run(session, { tokens, mask: { ...mask, data: [0.5, 1, 1, 1] } })).rejects.toThrow(
      'run: mask must hold whole numbers, but 0.5 came at index 0. Round them first.',
    );
    await expect(run(session, { tokens: null as never, mask })).rejects.toThrow(
      'run: tokens must be numbers: an array, a typed array, arrays in arrays, or a tensor { type, data, dims }, but null came.',
    );
    await session.release();
  });
});

it('the first kept token, with padding on either side, as a graph', async () => {
  const spec = { type: 'token', index: 'first' } as const;
  const { tokens, mask, first } = padded;
  const session = await InferenceSession.create(poolingModel(spec, { channels: 1, mask: 'int64' }));
  const { pooled } = await run<'pooled'>(session, { tokens, mask: { data: mask, shape: [2, 5] } });
  expect([...pooled.data]).toEqual(first);
  await session.release();
});
