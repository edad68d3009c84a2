import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as assemble } from 'assemblyscript/asc';

/** Where the kernels' sources are. */
export const assembly: URL = new URL('../assembly/', import.meta.url);

/** The entry of the kernels; a `source` given in its place is compiled instead. */
const entry = 'index.ts';

/** Compiles the kernels, or a source of one's own beside them. */
export async function compile(
  features: readonly string[],
  source?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await assemble(
    [
      entry,
      ...['--baseDir', fileURLToPath(assembly)],
      ...['--outFile', 'kernels.wasm', '--runtime', 'stub'],
      ...['--enable', features.join(','), '--optimizeLevel', '3', '--shrinkLevel', '1', '--converge'],
      // Nothing in the kernels allocates or throws.
      ...['--use', 'abort=', '--maximumMemory', '65536', '--initialMemory', '1'],
      // Vectors never cross to JavaScript, which is what the warning is about.
      ...['--disableWarning', '112'],
      ...(source === undefined ? ['--importMemory'] : []),
    ],
    {
      readFile: (name, folder) =>
        name === entry && source !== undefined
          ? source
          : readFile(join(folder, name), 'utf8').catch(() => null),
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`asc: ${stderr.toString()}`, { cause: error });
  return Uint8Array.from(binary);
}
