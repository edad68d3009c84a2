import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { poolArray } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { describe, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { ModelProtoSchema } from '../../src/proto/onnx.ts';
import { run } from '../../src/run/run.ts';
import { expectClose } from './expectClose.ts';
import { classTokenModel } from './models.ts';
import { numbers } from './runModel.ts';

/** The class token model with its float weights in a file of their own, and that file's bytes. */
function withWeightsOutside(): { model: Uint8Array; weights: Uint8Array } {
  const model = fromBinary(ModelProtoSchema, classTokenModel());
  const weights: number[] = [];
  for (const tensor of model.graph!.initializer) {
    if (tensor.name === 'zero') continue;
    const entry = (key: string, value: string) => ({
      $typeName: 'onnx.StringStringEntryProto' as const,
      key,
      value,
    });
    tensor.externalData = [
      entry('location', 'model.weights'),
      entry('offset', String(weights.length)),
      entry('length', String(tensor.rawData.length)),
    ];
    tensor.dataLocation = 1;
    weights.push(...tensor.rawData);
    tensor.rawData = new Uint8Array();
  }
  return { model: toBinary(ModelProtoSchema, model), weights: Uint8Array.from(weights) };
}

describe('a model with its weights in another file', () => {
  const { model, weights } = withWeightsOutside();

  it('is edited without that file, and finds it afterwards', async () => {
    const edited = attachPooling(model, { type: 'gem' }, { tokens: 'tokens' }).toBytes();
    const folder = mkdtempSync(join(tmpdir(), 'ggem-external-'));
    try {
      writeFileSync(join(folder, 'edited.onnx'), edited);
      writeFileSync(join(folder, 'model.weights'), weights);
      const session = await InferenceSession.create(join(folder, 'edited.onnx'));
      const { tokens, pooled } = await run(session, { x: numbers(2, 5, 6) });
      expectClose(pooled!.data, poolArray({ data: tokens!.data, shape: [2, 5, 6] }, { type: 'gem' }), 1e-6);
      await session.release();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
