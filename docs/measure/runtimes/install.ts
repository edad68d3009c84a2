import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publicPackages } from '../../site/publicPackages.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');
const env = { ...process.env, npm_config_yes: 'true', ONNXRUNTIME_NODE_INSTALL: 'skip' };

/** A new folder in which the built packages are installed from their tarballs, as a user will have them, and others from npm. */
export async function installAll(others: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ggem-runtimes-'));
  const tarballs = join(folder, 'tarballs');
  await mkdir(tarballs);
  const filters = publicPackages(repository).map(({ name }) => `--filter=${name}`);
  await run('npx', ['pnpm@12', ...filters, 'pack', '--pack-destination', tarballs], { cwd: repository, env });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const own = (await readdir(tarballs)).map((file) => join(tarballs, file));
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', ...quiet, ...own, ...others], { cwd: folder, env, maxBuffer: 2 ** 26 });
  // These scripts put the program in its place.
  await run('npm', ['rebuild', 'bun', 'deno'], { cwd: folder, env });
  return folder;
}
