import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type PoolingSpecInput, poolArray } from '@ggem/core';
import { expect, it } from 'vitest';
import { readSentenceTransformers, writeSentenceTransformers } from '../../src/node/index.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('sentenceTransformers.py', import.meta.url));
const channels = 8;
const specs: readonly PoolingSpecInput[] = [
  { type: 'mean' },
  { type: 'max', after: ['l2'] },
  { type: 'token', index: 'first' },
  { type: 'token', index: 'last' },
  { type: 'meanSqrtLen' },
  { type: 'positionWeightedMean' },
  { type: 'concat', parts: [{ type: 'mean' }, { type: 'max' }], after: ['l2'] },
];

/** What the library says of a folder, for each text. */
interface Encoded {
  readonly modules: readonly string[];
  readonly tokens: readonly (readonly (readonly number[])[])[];
  readonly masks: readonly (readonly number[])[];
  readonly vectors: readonly (readonly number[])[];
}

it('a folder that was written gives the same vectors in sentence-transformers itself', async ({ skip }) => {
  const python = await findPython();
  if (python === undefined)
    return skip(
      'no Python here has the package sentence-transformers; SENTENCE_TRANSFORMERS_PYTHON may name one that does',
    );
  const home = await mkdtemp(join(tmpdir(), 'ggem-st-'));
  try {
    const encoder = join(home, 'encoder');
    await run(python, [script, 'make', encoder]);
    const folders = specs.map((_, i) => join(home, `${i}`));
    for (const [i, folder] of folders.entries()) {
      await cp(encoder, folder, { recursive: true });
      await writeSentenceTransformers(folder, specs[i]!, channels);
    }
    const { stdout } = await run(python, [script, 'encode', ...folders]);
    const encoded = JSON.parse(stdout) as readonly Encoded[];
    for (const [i, { modules, tokens, masks, vectors }] of encoded.entries()) {
      const { spec } = await readSentenceTransformers(folders[i]!);
      expect(modules).toEqual(['Transformer', 'Pooling', ...(spec.after ? ['Normalize'] : [])]);

      for (const [text, vector] of vectors.entries()) {
        const shape = [1, tokens[text]!.length, channels] as const;
        const pooled = poolArray({ shape, data: Float64Array.from(tokens[text]!.flat()) }, spec, {
          mask: masks[text]!,
        });
        // Numbers of about 2 in float32, over ten tokens.
        expect(Math.max(...vector.map((y, c) => Math.abs(y - pooled[c]!)))).toBeLessThan(2e-6);
        expect(vector).toHaveLength(pooled.length);
      }
    }
  } finally {
    await rm(home, { recursive: true });
  }
});

async function findPython(): Promise<string | undefined> {
  for (const one of [process.env.SENTENCE_TRANSFORMERS_PYTHON, 'python3']) {
    if (one === undefined) continue;
    const spec = 'import importlib.util as i, sys; sys.exit(i.find_spec("sentence_transformers") is None)';
    const has = await run(one, ['-c', spec]).then(
      () => true,
      () => false,
    );
    if (has) return one;
  }
  return undefined;
}
