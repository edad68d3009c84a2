import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembly } from './compile.ts';

/*
 * Formats and lints `assembly/`; with `--write`, mends what can be mended. AssemblyScript puts decorators on functions,
 * which no tool for TypeScript parses, so Biome sees copies in which they are comments.
 */

const names = (await readdir(assembly)).filter((name) => name.endsWith('.ts'));
const write = process.argv.includes('--write');

const copies = await mkdtemp(join(tmpdir(), 'assembly-'));
try {
  await copyFile(new URL('assembly.biome.json', import.meta.url), join(copies, 'biome.json'));
  for (const name of names) {
    await writeFile(join(copies, name), hidden(await readFile(new URL(name, assembly), 'utf8')));
  }
  const args = ['check', '--max-diagnostics=none', ...(write ? ['--write'] : []), '.'];
  process.exitCode = spawnSync('biome', args, { cwd: copies, stdio: 'inherit' }).status ?? 1;
  if (write) {
    for (const name of names) {
      await writeFile(new URL(name, assembly), shown(await readFile(join(copies, name), 'utf8')));
    }
  }
} finally {
  await rm(copies, { recursive: true });
}

function hidden(text: string): string {
  return text.replaceAll(/^@(inline|global)$/gm, '//@$1');
}

function shown(text: string): string {
  return text.replaceAll(/^\/\/@(inline|global)$/gm, '@$1');
}
