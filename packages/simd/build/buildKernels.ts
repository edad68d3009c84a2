import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { compile } from './compile.ts';
import { writeLayout } from './writeLayout.ts';

const root = new URL('../', import.meta.url);

/** The builds, and what asc needs to know of each. */
const builds = {
  simd: ['simd', 'threads'],
  'relaxed-simd': ['simd', 'relaxed-simd', 'threads'],
} as const;

/** The largest kernel that may be shipped. */
const limit = 32 * 1024;

/**
 * Builds the kernels from `assembly/`: `dist/kernels/*.wasm` to be loaded by URL, `src/generated/*.ts` to be inlined, and
 * the offsets in their memory.
 * Does nothing where both are of the sources as they are.
 */
export async function buildKernels(): Promise<void> {
  const stamp = new URL('src/generated/stamp', root);
  const state = await stateOfSources();
  if ((await readFile(stamp, 'utf8').catch(() => '')) === state && (await isThere('dist/kernels'))) return;
  await mkdir(new URL('src/generated/', root), { recursive: true });
  await mkdir(new URL('dist/kernels/', root), { recursive: true });
  for (const [name, features] of Object.entries(builds)) {
    const binary = await compile(features);
    if (binary.length >= limit)
      throw new Error(`${name}.wasm has ${binary.length} bytes, ${limit} is the limit.`);
    await writeFile(new URL(`dist/kernels/${name}.wasm`, root), binary);
    const source = `export const wasm: string =\n  '${Buffer.from(binary).toString('base64')}';\n`;
    await writeFile(new URL(`src/generated/${name}.ts`, root), source);
  }
  await writeLayout(new URL('src/generated/layout.ts', root));
  await writeFile(stamp, state);
}

async function stateOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['assembly/', 'build/']) {
    for (const file of (await readdir(new URL(folder, root))).sort()) {
      hash.update(file).update(await readFile(new URL(folder + file, root)));
    }
  }
  return hash.digest('hex');
}

async function isThere(folder: string): Promise<boolean> {
  return readdir(new URL(folder, root)).then(
    (files) => files.length === Object.keys(builds).length,
    () => false,
  );
}
