import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../', import.meta.url));
const modules = readdirSync(`${folder}tests`)
  .filter((name) => name.startsWith('test_'))
  .map((name) => `tests.${name.replace(/\.py$/, '')}`);

const python = findPython();
if (python === undefined) {
  console.log(
    "Skipped: no Python with mpmath and numpy here. Install Debian's python3-mpmath and python3-numpy, or name one by PYTHON.",
  );
}

it.skipIf(python === undefined).each(modules)(
  '%s: the definitions hold, and the committed data is what they write',
  async (module) => {
    const { code, output } = await run(python!, ['-m', 'unittest', module]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/^Ran [1-9]\d* test/m);
  },
);

/** A Python with the packages that the definitions need. On some machines another Python comes before Debian's in PATH. */
function findPython(): string | undefined {
  const named = process.env.PYTHON === undefined ? [] : [process.env.PYTHON];
  return [...named, 'python3', '/usr/bin/python3'].find(
    (program) => spawnSync(program, ['-c', 'import mpmath, numpy']).status === 0,
  );
}

function run(program: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
