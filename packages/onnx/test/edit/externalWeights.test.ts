import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poolArray } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { describe, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { run } from '../../src/run/run.ts';
import { expectClose } from './expectClose.ts';
import { numbers } from './runModel.ts';
import { weightsOutside } from './weightsOutside.ts';

describe('a model with its weights in another file', () => {
  const { model, weights } = weightsOutside();

  it('is edited without that file, and finds it afterwards', async () => {
    // The model reads a class token, which would be left out by default.
    const spec = { type: 'gem', prefixTokens: 0 } as const;
    const edited = attachPooling(model, spec, { tokens: 'tokens' }).toBytes();
    const folder = mkdtempSync(join(tmpdir(), 'ggem-external-'));
    try {
      writeFileSync(join(folder, 'edited.onnx'), edited);
      writeFileSync(join(folder, 'model.weights'), weights);
      const session = await InferenceSession.create(join(folder, 'edited.onnx'));
      const { tokens, pooled } = await run(session, { x: numbers(2, 5, 6) });
      expectClose(pooled!.data, poolArray({ data: tokens!.data, shape: [2, 5, 6] }, spec), 1e-6);
      await session.release();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
