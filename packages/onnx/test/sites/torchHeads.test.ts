import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { poolArray } from '@ggem/core';
import { afterAll, describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { writtenPoolings } from '../../src/edit/writtenPoolings.ts';
import { readModel } from '../../src/read/readModel.ts';
import type { BuiltPooling } from '../../src/record/poolingsIn.ts';
import { expectClose } from '../edit/expectClose.ts';
import { runModel } from '../edit/runModel.ts';

/** What `torchHeads.py` says of each model that it writes; the numbers are torch's. */
interface TorchHead {
  readonly name: string;
  readonly file: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** What the model gives where the head is the mean of its tokens. */
  readonly mean: readonly number[];
  readonly shape: Shape;
  /** What comes to the head, and the vector that it makes of it. */
  readonly tokens: readonly number[];
  readonly vector: readonly number[];
}

type Shape = readonly [batch: number, tokens: number, channels: number];

const script = fileURLToPath(new URL('torchHeads.py', import.meta.url));
const python = ['python3', '/usr/bin/python3'].find(
  (one) => spawnSync(one, ['-c', 'import torch, onnx']).status === 0,
);
if (python === undefined) console.info('no Python here has the package torch: its exports are not tried');

const folder = mkdtempSync(join(tmpdir(), 'ggem-heads-'));
afterAll(() => rmSync(folder, { recursive: true }));
const exported = python === undefined ? undefined : spawnSync(python, [script, folder], { encoding: 'utf8' });
if (exported !== undefined && exported.status !== 0) throw new Error(exported.stderr);
const heads: readonly TorchHead[] =
  exported === undefined ? [] : JSON.parse(readFileSync(join(folder, 'heads.json'), 'utf8'));

describe.skipIf(python === undefined)('a head of attention as torch exports it', () => {
  const read = ({ file }: TorchHead): Uint8Array => readFileSync(join(folder, file));
  const tokens = ({ x, shape }: TorchHead) => ({ x: { data: x, shape } });
  const isBiased = ({ name }: TorchHead): boolean => /^(timm map|open_clip)/.test(name);

  it.each(heads)('is one pooling, of the tokens before its projections: $name', (head) => {
    const { poolings } = listCandidates(read(head));
    expect(poolings.map(({ pools }) => pools)).toEqual(['attention']);
  });

  it.each(heads.filter((head) => !isBiased(head)))('is a spec with its parameters: $name', (head) => {
    const { poolings } = writtenPoolings(read(head));
    const [{ spec, parameters }] = poolings as [BuiltPooling];
    expect(spec.type).toBe('mean');
    expectClose(poolArray({ data: head.tokens, shape: head.shape }, spec, { parameters }), head.vector, 1e-6);
  });

  it.each(heads.filter(isBiased))('is no spec where values have a bias: $name', (head) => {
    const { others } = writtenPoolings(read(head));
    expect(others.map(({ why }) => why)).toEqual([
      'its values have a bias, which no spec adds. Replace it as a whole',
    ]);
  });

  it.each(heads)('is replaced as a whole, and what is behind stays: $name', async (head) => {
    const bytes = read(head);
    expectClose((await runModel(bytes, tokens(head))).y!.data, head.y, 1e-5);
    const edited = replacePooling(bytes, { type: 'mean' }).toBytes();
    expect(checkModel(edited)).toEqual([]);
    expect(readModel(edited).graph.node.map(({ opType }) => opType)).not.toContain('Softmax');
    expectClose((await runModel(edited, tokens(head))).y!.data, head.mean, 1e-5);
  });
});
