import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import measured from '../data/runtimes.json' with { type: 'json' };
import { recipeFiles } from '../measure/runtimes/recipeFiles.ts';
import { runStartPage, runtimes } from '../measure/runtimes/startPages.ts';
import { docs } from './support/docs.ts';

const run = promisify(execFile);

describe.each(['Bun', 'Deno'] as const)('%s', (name) => {
  it.for(['core', 'simd', 'onnx'] as const)('runs the Start page of %s', async (page, { skip }) => {
    const command = runtimes[name];
    const found = await run(command[0], ['--version']).then(
      () => true,
      () => false,
    );
    if (!found) return skip(`this machine has no ${command[0]}`);
    expect(await runStartPage(command, join(docs, `start/${page}.mjs`), page)).toBeUndefined();
  });
});

describe('the measurement of runtimes', () => {
  it('ran the recipes as their pages show them; else: npx pnpm@12 -C docs measure runtimes', () => {
    expect(measured.files).toEqual(recipeFiles());
  });

  it('saw in Next.js what the recipe says', async () => {
    const said = await readFile(join(docs, 'recipes/nextjs/page.txt'), 'utf8');
    expect(said.trim().split('\n')).toEqual(measured.next);
  });

  it('saw jest pass with the flag, and ask for it without', () => {
    expect(measured.jest).toEqual({
      modules: '1 passed, 1 total',
      commonjs: '1 passed, 1 total',
      withoutFlag: expect.stringContaining('--experimental-vm-modules'),
    });
  });
});
