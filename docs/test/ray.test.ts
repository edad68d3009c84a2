import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { docs } from './support/docs.ts';
import { madeUpTokens } from './support/madeUpTokens.ts';
import { programs } from './support/programs.ts';

const run = promisify(execFile);

it('pools shards on Ray as GNU parallel does', async ({ skip }) => {
  const python = await findPython();
  if (python === undefined)
    return skip('no Python here has the package ray; RAY_PYTHON may name one that does');
  const folder = await mkdtemp(join(tmpdir(), 'ggem-ray-'));
  try {
    await mkdir(join(folder, 'shards'));
    for (const [i, count] of [1500, 1, 700, 3000].entries()) {
      await writeFile(join(folder, `shards/${i}.f32`), madeUpTokens(count * 8));
    }
    const script = join(docs, 'recipes/cluster/pool_with_ray.py');
    const { stdout } = await run(python, [script, 'shards/*.f32'], { cwd: folder, env: programs });
    const said = await readFile(join(docs, 'recipes/cluster/cluster.txt'), 'utf8');
    const pooled = (JSON.parse(stdout) as number[]).map((y) => y.toFixed(4)).join(' ');
    expect(`${pooled}\n`).toBe(said);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function findPython(): Promise<string | undefined> {
  for (const one of [process.env.RAY_PYTHON, 'python3']) {
    if (one === undefined) continue;
    const hasRay = await run(one, ['-c', 'import ray']).then(
      () => true,
      () => false,
    );
    if (hasRay) return one;
  }
  return undefined;
}
