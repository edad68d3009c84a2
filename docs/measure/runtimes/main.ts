import { execFile } from 'node:child_process';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installAll } from './install.ts';
import { type JestRuns, runJest } from './jest.ts';
import { runNext } from './next.ts';
import { recipeFiles } from './recipeFiles.ts';
import { runStartPage, runtimes, startPages } from './startPages.ts';

/** Where the code of the Start pages runs, and the recipes for Next.js and jest: the second table of `trust/support.md`. */
export interface Runtimes {
  readonly date: string;
  /** The libraries that were installed, with their versions. */
  readonly libraries: Readonly<Record<string, string>>;
  /** By page; where it does not run as its page says, what came instead. */
  readonly rows: readonly {
    readonly name: string;
    readonly pages: Readonly<Record<string, true | string>>;
  }[];
  /** What the page of the recipe for Next.js shows. */
  readonly next: readonly string[];
  readonly jest: JestRuns;
  /** The files of the recipes, as they were. */
  readonly files: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const docs = join(import.meta.dirname, '../..');
const libraries = ['@tensorflow/tfjs', 'gpu.js', 'onnxruntime-node'];
const others = [
  'next',
  'react',
  'react-dom',
  '@types/react',
  '@types/node',
  'typescript',
  'jest',
  'bun',
  'deno',
];

/** Installs everything into a new folder, and runs it there: minutes, and some hundred megabytes from npm. */
export async function measureRuntimes(): Promise<Runtimes> {
  const { devDependencies = {} } = JSON.parse(await readFile(join(docs, 'package.json'), 'utf8')) as {
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
  const pinned = libraries.map((name) => `${name}@${devDependencies[name]}`);
  const folder = await installAll([...pinned, ...others]);
  const PATH = `${join(folder, 'node_modules/.bin')}:${process.env.PATH}`;
  const env = { ...process.env, PATH };
  const rows: Runtimes['rows'][number][] = [];
  for (const [name, command] of Object.entries(runtimes)) {
    const { stdout } = await run(command[0], ['--version'], { env });
    const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? '';
    const pages: Record<string, true | string> = {};
    for (const page of startPages) {
      const file = join(folder, `${page}.mjs`);
      await cp(join(docs, `start/${page}.mjs`), file);
      pages[page] = (await runStartPage(command, file, page, env)) ?? true;
    }
    rows.push({ name: `${name} ${version}`, pages });
  }
  const jest = await runJest(folder);
  const next = await runNext(folder);
  const versions = [...libraries, 'next', 'react', 'jest'].map(async (name) => {
    const manifest = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return [name, (JSON.parse(manifest) as { readonly version: string }).version] as const;
  });
  const result = {
    date: new Date().toISOString().slice(0, 10),
    libraries: Object.fromEntries(await Promise.all(versions)),
    rows,
    next,
    jest,
    files: recipeFiles(),
  };
  await rm(folder, { recursive: true });
  return result;
}
