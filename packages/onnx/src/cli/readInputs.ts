import { readFile } from 'node:fs/promises';
import { fileError } from '../node/fileError.ts';
import type { Numbers } from '../run/run.ts';
import { readNpy } from '../verify/readNpy.ts';

/** The values of inputs from `.npy` files. */
export async function readInputs(
  files: readonly (readonly [name: string, file: string])[],
): Promise<Readonly<Record<string, Numbers>>> {
  const read = files.map(async ([name, file]) => {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw fileError('verify', 'read', file, error);
    });
    return [name, readNpy(file, bytes)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
