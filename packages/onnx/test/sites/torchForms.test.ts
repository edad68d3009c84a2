import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { expectClose } from '../edit/expectClose.ts';
import { numbers, runModel } from '../edit/runModel.ts';

/** What `torchForms.py` says of each model that it writes. */
interface TorchForm {
  readonly name: string;
  readonly file: string;
  readonly group: string;
  readonly shape: readonly number[];
  /** How many masks `[batch, tokens]` it has: `m`, then `o`. */
  readonly masks: number;
  readonly words: string;
  readonly spec: Readonly<Record<string, unknown>> | null;
}

const script = fileURLToPath(new URL('torchForms.py', import.meta.url));
const needs = 'import torch, onnx';
const python = ['python3', '/usr/bin/python3'].find((one) => spawnSync(one, ['-c', needs]).status === 0);
if (python === undefined) console.info('no Python here has the package torch: its exports are not tried');

const folder = mkdtempSync(join(tmpdir(), 'ggem-forms-'));
afterAll(() => rmSync(folder, { recursive: true }));
const exported = python === undefined ? undefined : spawnSync(python, [script, folder], { encoding: 'utf8' });
if (exported !== undefined && exported.status !== 0) throw new Error(exported.stderr);
const forms: readonly TorchForm[] =
  exported === undefined ? [] : JSON.parse(readFileSync(join(folder, 'forms.json'), 'utf8'));
const read = ({ file }: TorchForm): Uint8Array => readFileSync(join(folder, file));

const inputsOf = ({ shape, masks }: TorchForm): Record<string, Parameters<typeof runModel>[1][string]> => ({
  x: numbers(...shape),
  ...(masks > 0 && { m: { data: [1, 1, 1, 1, 0, 1, 1, 0, 0, 0], shape: [2, 5] } }),
  ...(masks > 1 && { o: { data: [1, 1, 0, 0, 0, 1, 1, 1, 1, 1], shape: [2, 5] } }),
});

const inGroup = (name: string): readonly TorchForm[] => forms.filter(({ group }) => group === name);
const poolings = forms.filter(({ group }) => group !== 'none' && group !== 'weighed');

// The values to compare with are those of the exported graph in onnxruntime.
describe.skipIf(python === undefined)('a pooling as torch exports it', () => {
  it.each(poolings)('is found as a whole: $name', (form) => {
    const found = listCandidates(read(form)).poolings;
    expect(found.map(({ words, mask }) => [words, mask])).toEqual([
      [form.words, form.masks > 0 ? 'm' : undefined],
    ]);
    expect(found[0]!.spec ?? null).toEqual(form.spec && expect.objectContaining(form.spec));
    expect(found[0]!.why === undefined).toBe(form.spec !== null);
  });

  it.each(poolings.filter(({ spec }) => spec !== null))(
    'is replaced by its own spec without a change: $name',
    async (form) => {
      const bytes = read(form);
      const edited = replacePooling(bytes, listCandidates(bytes).poolings[0]!.spec!).toBytes();
      expect(checkModel(edited)).toEqual([]);
      const inputs = inputsOf(form);
      const [before, after] = [await runModel(bytes, inputs), await runModel(edited, inputs)];
      expect(after.y!.shape).toEqual(before.y!.shape);
      expectClose(after.y!.data, before.y!.data, 5e-6);
    },
  );

  it.each(poolings)('makes place for another as a whole: $name', async (form) => {
    const bytes = read(form);
    const { tokens, dataFormat, mask } = listCandidates(bytes).poolings[0]!;
    const spec = { type: 'lse', prefixTokens: 0 } as const;
    if (form.words.includes(' beside ')) return;
    const replaced = replacePooling(bytes, spec).toBytes();
    const attached = attachPooling(bytes, spec, {
      tokens,
      dataFormat,
      mask: mask === undefined ? 'none' : { value: mask },
    }).toBytes();
    const inputs = inputsOf(form);
    const [{ y }, { pooled }] = [await runModel(replaced, inputs), await runModel(attached, inputs)];
    expectClose(y!.data, pooled!.data, 5e-6);
  });
});

describe.skipIf(python === undefined)('a mean that is weighed by what is no mask', () => {
  it.each(inGroup('weighed'))('is named so, and no mask is said: $name', (form) => {
    const found = listCandidates(read(form)).poolings;
    expect(found.map(({ words, mask, spec }) => [words, mask, spec])).toEqual([
      [form.words, undefined, undefined],
    ]);
  });
});

describe.skipIf(python === undefined)('no pooling, as torch exports it,', () => {
  it.each(inGroup('none'))('is $name', (form) => {
    expect(listCandidates(read(form)).poolings).toEqual([]);
  });
});
