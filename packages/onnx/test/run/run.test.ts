import { InferenceSession } from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { poolingModel } from '../../src/index.ts';
import { run, type Session } from '../../src/run/index.ts';

const model = poolingModel({ type: 'mean' }, { channels: 2, mask: 'bool' });
const tokens = { data: [1, 2, 3, 4], shape: [1, 2, 2] };
const mask = { data: [1, 1], shape: [1, 2] };

describe.each([
  ['onnxruntime-node', () => InferenceSession.create(model)],
  ['onnxruntime-web', () => web.InferenceSession.create(model)],
])('run with a session of %s', (_, create) => {
  let session: Session;
  beforeAll(async () => {
    web.env.wasm.numThreads = 1;
    session = await create();
  });

  it('gives plain numbers with their shape', async () => {
    const { pooled } = await run<'pooled'>(session, { tokens, mask });
    expect(pooled).toEqual({ data: Float32Array.of(2, 3), shape: [1, 2] });
  });

  it('names an input that is missing', async () => {
    await expect(run(session, { tokens })).rejects.toThrow(
      'run: input mask is missing. The model takes: tokens, mask.',
    );
  });

  it('names an input that the model does not take', async () => {
    await expect(run(session, { tokens, mask, p: mask })).rejects.toThrow(
      'run: input p is unknown. The model takes: tokens, mask.',
    );
  });

  it('counts the numbers of an input', async () => {
    await expect(run(session, { tokens: { ...tokens, shape: [1, 3, 2] }, mask })).rejects.toThrow(
      'run: tokens must hold 6 values for shape [1, 3, 2], but 4 came. Check its shape.',
    );
  });
});

it.each(['float16', 'float32', 'float64'] as const)('takes and gives %s as plain numbers', async (dtype) => {
  const session = await InferenceSession.create(poolingModel({ type: 'max' }, { channels: 2, dtype }));
  const { pooled } = await run<'pooled'>(session, {
    tokens: { data: [1.5, -2, 0.25, -0.125], shape: [1, 2, 2] },
  });
  expect(Array.from(pooled.data)).toEqual([1.5, -0.125]);
});
