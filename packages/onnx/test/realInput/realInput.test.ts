import type { InferenceSession } from 'onnxruntime-common';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { readModel } from '../../src/read/readModel.ts';
import { type Result, run } from '../../src/run/run.ts';
import { openNodeRuntime, openNodeWasm } from '../conformance/nodeRuntime.ts';
import type { Runtime } from '../conformance/sessionCache.ts';
import { expectClose } from '../edit/expectClose.ts';
import { attachAll, expectReference } from './attachAll.ts';
import { preprocess } from './preprocess.ts';
import { loadModel, loadPhotographs, missing, type Photograph } from './sharedFiles.ts';
import { attached } from './specs.ts';

if (missing !== undefined)
  console.warn(`onnx: the tests on photographs are skipped, since there is no ${missing}.`);

// The reference computes in float64 by plain loops.

describe.skipIf(missing !== undefined)('a ViT-Tiny on photographs', () => {
  let model: Uint8Array;
  let photographs: readonly Photograph[];

  beforeAll(async () => {
    model = loadModel();
    photographs = await loadPhotographs();
  });

  /** The outputs of a model for photographs, ten at a time. */
  async function look(
    { create }: Runtime,
    bytes: Uint8Array,
    count: number,
  ): Promise<readonly Readonly<Record<string, Result>>[]> {
    const session: InferenceSession = await create(bytes);
    const outputs: Readonly<Record<string, Result>>[] = [];
    for (let at = 0; at < count; at += 10) {
      outputs.push(
        await run(session, { pixel_values: preprocess(photographs.slice(at, Math.min(at + 10, count))) }),
      );
    }
    await session.release();
    return outputs;
  }

  it('recognises what is on them, as published', async () => {
    const outputs = await look(await openNodeRuntime(), model, photographs.length);
    const logits = outputs.flatMap(({ logits }) => rows(logits!));
    const right = logits.filter((row, i) => row.indexOf(Math.max(...row)) === photographs[i]!.label);
    expect(right.length).toBeGreaterThanOrEqual(80);
  });

  it.each([
    { device: 'onnxruntime-node', open: openNodeRuntime, count: 20 },
    { device: 'onnxruntime-web on wasm', open: openNodeWasm, count: 10 },
  ])('pools its tokens as the reference does, with every pooling, in $device', async ({ open, count }) => {
    const bytes = attachAll(model);
    expect(checkModel(bytes)).toEqual([]);
    const outputs = await look(await open(), bytes, count);
    const errors = outputs.map(expectReference);
    for (const { spec } of attached)
      expect(Math.max(...errors.map((error) => error[spec.type]!))).toBeLessThan(2e-6);
  });

  it('keeps every output to the last bit when poolings are attached', async () => {
    const runtime = await openNodeRuntime();
    const [before] = await look(runtime, model, 10);
    const [after] = await look(runtime, attachAll(model), 10);
    for (const name of ['logits', 'tokens', 'block5_out']) expect(after![name]).toEqual(before![name]);
  });

  it('is known to pool its class token', () => {
    expect(listCandidates(model).poolings).toEqual([
      {
        name: 'clsout',
        pools: 'token',
        words: 'token 0',
        spec: { type: 'token', index: 0 },
        index: 0,
        operator: 'Gather',
        tokens: 'tokens',
        shape: ['N', 197, 192],
        dataFormat: 'channelsLast',
      },
    ]);
  });

  it.each([
    { type: 'mean', prefixTokens: 1 },
    { type: 'ggem', groups: 3, prefixTokens: 1 },
  ] as const)(
    'runs with $type in place of its class token, all other outputs the same to the last bit',
    async (spec) => {
      const runtime = await openNodeRuntime();
      const replaced = replacePooling(model, spec).toBytes();
      expect(checkModel(replaced)).toEqual([]);
      const [before] = await look(runtime, model, 10);
      const [after] = await look(runtime, replaced, 10);
      expect(after!.tokens).toEqual(before!.tokens);
      expect(after!.block5_out).toEqual(before!.block5_out);
      expect(after!.logits!.shape).toEqual([10, 1000]);
      expect(after!.logits).not.toEqual(before!.logits);
      // The head reads the new pooling: its logits are the same pooling, attached as an output, times its matrix.
      const [beside] = await look(runtime, attachPooling(model, spec, { tokens: 'tokens' }).toBytes(), 10);
      const [matrix, bias] = ['head_wT', 'head_b'].map((name) => floats(model, name));
      const expected = rows(beside!.pooled!).map((row) =>
        Array.from(bias!, (shift, k) =>
          row.reduce((sum, value, i) => sum + value * matrix![i * 1000 + k]!, shift),
        ),
      );
      expectClose(after!.logits!.data, expected.flat(), 1e-5);
    },
  );
});

function rows({ data, shape }: Result): readonly number[][] {
  const [count, length] = shape as [number, number];
  return Array.from({ length: count }, (_, i) => [...data.subarray(i * length, (i + 1) * length)]);
}

function floats(model: Uint8Array, name: string): Float32Array {
  const { rawData } = readModel(model).graph.initializer.find((tensor) => tensor.name === name)!;
  return new Float32Array(Uint8Array.from(rawData).buffer);
}
