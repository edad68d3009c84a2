import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Contender } from './contender.ts';

/** What a file in `src/contenders` exports. */
export interface ContenderModule {
  readonly contenders: readonly Contender[];
}

/** All contenders of Node, from the files in the folder. A file that cannot be loaded is reported as a problem. */
export async function loadContenders(onProblem: (text: string) => void): Promise<readonly Contender[]> {
  // Node 20 needs this flag for relaxed SIMD; later versions have it anyway. No other contender uses it.
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  const folder = join(import.meta.dirname, 'contenders');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const all: Contender[] = [];
  for (const file of files) {
    try {
      const { contenders } = (await import(pathToFileURL(join(folder, file)).href)) as ContenderModule;
      all.push(...contenders.filter(({ hosts }) => hosts.includes('node')));
    } catch (error) {
      onProblem(`${file} could not be loaded: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  return all;
}
