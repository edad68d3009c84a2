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
    'src/numbers.ts:11: -x ->  x: uncovered',
    'src/numbers.ts:3: + -> -: survived',
    'src/numbers.ts:3: 0 -> (-1): killed',
    'src/numbers.ts:3: 0 -> 1: killed',
    'src/numbers.ts:3: > -> >=: survived',
    'src/numbers.ts:3: a > b -> !(a > b): killed',
    'src/numbers.ts:7: + -> -: survived',
    'src/numbers.ts:7: 0 -> (-1): killed',
    'src/numbers.ts:7: 0 -> 1: killed',
    'src/numbers.ts:7: < -> <=: survived',
    'src/numbers.ts:7: a < b -> !(a < b): killed',
    'src/signs.ts:5: 0 -> (-1): killed',
    'src/signs.ts:5: 0 -> (-1): killed',
    'src/signs.ts:5: 0 -> (-1): survived',
    'src/signs.ts:5: 0 -> 1: killed',
    'src/signs.ts:5: 0 -> 1: killed',
    'src/signs.ts:5: 0 -> 1: survived',
    'src/signs.ts:5: 1 -> (0): killed',
    'src/signs.ts:5: 1 -> 2: killed',
    'src/signs.ts:5: > -> >=: killed',
    'src/signs.ts:5: larger(x, 0) > 0 -> !(larger(x, 0) > 0): killed',
  ]);
});
