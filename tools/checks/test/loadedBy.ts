import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/**
 * What a fresh Node loads for the given files: names of packages and `node:` modules, and paths of files that are in no
 * node_modules.
 */
export async function loadedBy(files: readonly string[]): Promise<string[]> {
  const script = fileURLToPath(new URL('recordLoads.js', import.meta.url));
  const urls = files.map((file) => pathToFileURL(file).href);
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...urls]);
  return [...new Set(stdout.trimEnd().split('\n').map(owner))].sort();
}

function owner(url: string): string {
  if (!url.startsWith('file:')) return url;
  const path = fileURLToPath(url);
  const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? [];
  return name?.replace('\\', '/') ?? path;
}
