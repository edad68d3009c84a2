import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The versions of what computes, by name. */
export async function versionsOf(): Promise<Readonly<Record<string, string>>> {
  const require = createRequire(import.meta.url);
  const own = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const named = ['onnxruntime-node', 'sharp', '@ggem/simd', '@ggem/analysis', '@ggem/embed'].map(
    async (name) => [name, await versionIn(name, dirname(require.resolve(name)))] as const,
  );
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    '@ggem/lab': (own as { version: string }).version,
    ...Object.fromEntries(await Promise.all(named)),
  };
}

/** The version that the nearest `package.json` of that name above a folder says. */
async function versionIn(name: string, folder: string): Promise<string> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').then(
    (text) => JSON.parse(text) as { readonly name?: string; readonly version?: string },
    () => undefined,
  );
  if (manifest?.name === name && manifest.version !== undefined) return manifest.version;
  return dirname(folder) === folder ? 'unknown' : versionIn(name, dirname(folder));
}
