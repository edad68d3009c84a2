import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { poolArray } from '@ggem/core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const engine = await run('parallel', ['--version']).then(
  () => true,
  () => false,
);

const channels = 8;
const spec = { type: 'ggem', groups: 2, p: [3.3, -0.2] } as const;
const lengths = [1500, 1, 700, 3000];
let folder: string;
let tokens: Float32Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ggem-cluster-'));
  tokens = Float32Array.from(
    { length: lengths.reduce((sum, n) => sum + n) * channels },
    (_, i) => 0.1 + ((i * 7919) % 1009) / 1009,
  );
  let begin = 0;
  for (const [i, n] of lengths.entries()) {
    await writeFile(join(folder, `${i}.f32`), tokens.subarray(begin * channels, (begin + n) * channels));
    begin += n;
  }
});
afterAll(() => rm(folder, { recursive: true }));

it.skipIf(!engine)(
  'pools shards by GNU parallel, map and two levels of reduce, as the recipe says',
  async () => {
    const node = 'node --import tsx examples/cluster';
    const map = `parallel --will-cite --jobs 2 ${node}/poolShard.ts {1} ${channels} {2} ::: '${JSON.stringify(spec)}' ::: ${folder}/*.f32`;
    const reduce = `parallel --will-cite --pipe -N 2 ${node}/mergeStates.ts`;
    const { stdout } = await run('sh', ['-c', `${map} | ${reduce} | ${node}/mergeStates.ts --pooled`], {
      cwd: here,
    });
    const pooled = JSON.parse(stdout) as number[];
    const expected = poolArray({ data: tokens, shape: [1, tokens.length / channels, channels] }, spec);
    expect(pooled).toHaveLength(channels);
    pooled.forEach((y, c) => {
      expect(Math.abs(y - expected[c]!)).toBeLessThan(3e-6 * expected[c]!);
    });
  },
);

if (!engine)
  console.info('cluster: GNU parallel is not installed (Debian: parallel), so the recipe is not run.');
