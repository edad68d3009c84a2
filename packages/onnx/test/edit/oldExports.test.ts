import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PoolingSpecInput } from '@ggem/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachPooling, checkModel, replacePooling } from '../../src/index.ts';
import { expectClose } from './expectClose.ts';

/** What `oldExports.py` computes with torch from the definitions, in float64. */
interface Expected {
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly gem: readonly number[];
  readonly mean: readonly number[];
  readonly max: readonly number[];
  readonly head: readonly number[];
}

const script = fileURLToPath(new URL('oldExports.py', import.meta.url));
const needs = 'import torch, onnx';
const python = ['python3', '/usr/bin/python3'].find((one) => spawnSync(one, ['-c', needs]).status === 0);
if (python === undefined) console.info('no Python here has the package torch: old exports are not tried');

describe.skipIf(python === undefined)('models that torch exports in old operator sets', () => {
  let folder: string;
  let expected: Readonly<Record<string, Expected>>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ggem-old-'));
    const { status, stderr } = spawnSync(python!, [script, folder], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const models = {
    conv: { dataFormat: 'channelsFirst' },
    attention: { dataFormat: 'channelsLast' },
  } as const;
  const sets = [7, 8, 9, 10, 11, 12, 13];
  const each = sets.flatMap((opset) => (['conv', 'attention'] as const).map((name) => ({ name, opset })));

  it.each(each)('attaches poolings to $name in set $opset', async ({ name, opset }) => {
    const model = readFileSync(join(folder, `${name}.${opset}.onnx`));
    const prefixTokens = name === 'attention' ? 1 : 0;
    for (const type of ['mean', 'max', 'gem'] as const) {
      const edited = attachPooling(model, { type, prefixTokens } as PoolingSpecInput, {
        tokens: 'features',
        ...models[name],
      }).toBytes();
      expect(checkModel(edited)).toEqual([]);
      expectClose((await outputs(edited, expected[name]!)).pooled!, expected[name]![type], 2e-6);
    }
  });

  const replaced = sets.flatMap((opset) =>
    (['conv', 'attention', 'patches'] as const).map((name) => ({ name, opset })),
  );
  // The first token, and those that a Slice leaves, are found: before set 9 torch casts indices from float64.
  it.each(replaced)('replaces the pooling of $name in set $opset', async ({ name, opset }) => {
    const model = readFileSync(join(folder, `${name}.${opset}.onnx`));
    const edited = replacePooling(model, { type: 'gem' }).toBytes();
    expect(checkModel(edited)).toEqual([]);
    expectClose((await outputs(edited, expected[name]!)).logits!, expected[name]!.head, 2e-6);
  });
});

async function outputs(
  model: Uint8Array,
  { x, shape }: Expected,
): Promise<Record<string, ArrayLike<number>>> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const given = await session.run({ x: new Tensor('float32', Float32Array.from(x), [...shape]) });
  await session.release();
  return Object.fromEntries(Object.entries(given).map(([name, { data }]) => [name, data as Float32Array]));
}
