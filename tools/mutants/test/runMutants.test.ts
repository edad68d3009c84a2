import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

// A process of its own: vitest would find itself inside of vitest.
it('judges each mutant by itself, whatever the one before it did', async () => {
  const script = join(import.meta.dirname, 'fixture/tryAll.ts');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { env });
  const [, json = '[]'] = /^verdicts (.*)$/m.exec(stdout) ?? [];
  expect(JSON.parse(json)).toEqual([
    '11: -x ->  x: uncovered',
    '3: + -> -: survived',
    '3: 0 -> (-1): killed',
    '3: 0 -> 1: killed',
    '3: > -> >=: survived',
    '3: a > b -> !(a > b): killed',
    '7: + -> -: survived',
    '7: 0 -> (-1): killed',
    '7: 0 -> 1: killed',
    '7: < -> <=: survived',
    '7: a < b -> !(a < b): killed',
  ]);
});
