import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { docs } from './docs.ts';
import { fragment, preludes } from './preludes.ts';

const repository = join(docs, '..');

/**
 * Every example of the site and the READMEs as TypeScript files in a new folder, where the packages are found as they are
 * in a reader's project: code between fences, example files, and the scripts that pages show.
 */
export function writeExamples(): { readonly folder: string; readonly files: readonly string[] } {
  const folder = mkdtempSync(join(docs, '.examples-'));
  const files: string[] = [];
  const add = (name: string, text: string): void => {
    const file = join(folder, `${name.replaceAll(/[^\w-]+/g, '-')}.ts`);
    writeFileSync(file, text);
    files.push(file);
  };
  for (const page of pages()) {
    const name = relative(repository, page);
    fences(readFileSync(page, 'utf8')).forEach((text, i) => {
      const before = preludes[name]?.[i] ?? '';
      if (before !== fragment) add(`${name}-${i}`, `${before}${text}\nexport {};\n`);
    });
  }
  for (const file of readdirSync(join(docs, 'start')).filter((one) => one.endsWith('.mjs'))) {
    add(`start-${basename(file, '.mjs')}`, readFileSync(join(docs, 'start', file), 'utf8'));
  }
  for (const name of readdirSync(join(repository, 'packages'))) {
    const from = join(repository, 'packages', name, 'examples');
    const to = join(folder, name);
    if (!existsSync(from)) continue;
    cpSync(from, to, { recursive: true });
    files.push(...typescriptIn(to));
  }
  return { folder, files };
}

/** The README of every package, the main one, and all pages that are written by hand. */
function pages(): readonly string[] {
  const packages = join(repository, 'packages');
  const readmes = readdirSync(packages).map((name) => join(packages, name, 'README.md'));
  const site = readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.md') && !/node_modules|dist|^\.examples|\.vitepress|^reference[\\/]api/.test(path),
    )
    .map((path) => join(docs, path));
  return [join(repository, 'README.md'), ...readmes, ...site];
}

function fences(text: string): readonly string[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

function typescriptIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

/** Puts all code after the imports into a function, since only ES modules may have `await` at their top. */
export function withoutTopAwait(file: string): void {
  const text = readFileSync(file, 'utf8');
  if (!/^(const .*= |for )?await /m.test(text)) return;
  const head = [...text.matchAll(/^(?:import|declare) [^;]*;[^\n]*$/gm)].map(([one]) => one);
  const rest = head.reduce((left, one) => left.replace(one, ''), text).replace('export {};', '');
  writeFileSync(file, `${head.join('\n')}\nexport async function example() {\n${rest}\n}\n`);
}
