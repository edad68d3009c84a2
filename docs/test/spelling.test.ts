import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { docs } from './support/docs.ts';

const cspell = join(docs, 'node_modules/cspell/bin.mjs');

it('spells every page right, and the READMEs', async () => {
  const run = promisify(execFile);
  const args = [cspell, 'lint', '--no-progress', '--no-summary', '--unique', '--words-only', '--dot'];
  const { stdout } = await run(process.execPath, args, { cwd: docs }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
});
