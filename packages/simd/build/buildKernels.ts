import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { main as assemble } from 'assemblyscript/asc';

const root = new URL('../', import.meta.url);

/** The builds, and what asc needs to know of each. */
const builds = {
  simd: ['simd', 'threads'],
  'relaxed-simd': ['simd', 'relaxed-simd', 'threads'],
} as const;

/** The largest kernel that may be shipped. */
const limit = 32 * 1024;

/**
 * Builds the kernels from `assembly/`: `dist/kernels/*.wasm` to be loaded by URL, `src/generated/*.ts` to be inlined.
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
  await writeFile(stamp, state);
}

async function compile(features: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await assemble(
    [
      'index.ts',
      ...['--baseDir', fileURLToPath(new URL('assembly', root))],
      ...['--outFile', 'kernels.wasm', '--runtime', 'stub', '--importMemory'],
      ...['--enable', features.join(','), '--optimizeLevel', '3', '--shrinkLevel', '1', '--converge'],
      // Nothing in the kernels allocates or throws.
      ...['--use', 'abort=', '--maximumMemory', '65536', '--initialMemory', '1'],
      // Vectors never cross to JavaScript, which is what the warning is about.
      ...['--disableWarning', '112'],
    ],
    {
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`asc: ${stderr.toString()}`, { cause: error });
  return binary;
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
