import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shared } from '../measure/shared.ts';
import { docs, docsFiles } from './support/docs.ts';
import { programs } from './support/programs.ts';
import { type Run, recorded, runsWithArguments } from './support/runs.ts';

const run = promisify(execFile);
const files = docsFiles(/\.(mjs|cjs|sh)$/);
// A configuration prints nothing: the program that reads it does.
const runs: readonly Run[] = files
  .filter((file) => !file.endsWith('.config.mjs'))
  .map((file) => runsWithArguments.find((one) => one.file === file) ?? { file });

/** The text without the errors of `verify`, far below what is allowed, which differ from processor to processor. */
function withoutRounding(text: string): string {
  return text
    .replace(/largest error \S+ at \[.*\]: the model gives \S+, the reference \S+/g, 'largest error')
    .replace(/\S+ of the largest value (\S+); (\S+) is allowed: good/g, 'of $1, $2 is allowed: good');
}

describe('every file that a page shows', () => {
  it.for(runs)('$file prints what the page says', async (given, { skip }) => {
    const { file, args } = given;
    const reason = await missing(given);
    if (reason !== undefined) return skip(reason);
    const folder = await mkdtemp(join(tmpdir(), 'ggem-docs-'));
    try {
      const own = (await args?.(folder)) ?? [];
      const command = file.endsWith('.sh') ? 'sh' : process.execPath;
      const { stdout } = await run(command, [join(docs, file), ...own], { cwd: folder, env: programs });
      const said = await readFile(join(docs, recorded(file)), 'utf8').catch(() => '');
      if (withoutRounding(stdout) === withoutRounding(said)) return;
      await expect(stdout).toMatchFileSnapshot(join(docs, recorded(file)));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(files)('%s stands on its page', async (file) => {
    expect(await pagesOf(file)).toContain(`<<< ./${basename(file)}`);
  });

  it.each(runs)('$file stands there with what it prints', async ({ file }) => {
    expect(existsSync(join(docs, recorded(file)))).toBe(true);
    expect(await pagesOf(file)).toContain(`<<< ./${basename(recorded(file))}`);
  });

  it('has no arguments for a file that is gone', () => {
    const named = runsWithArguments.map(({ file }) => file);
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });
});

async function missing({ needs = [], program }: Run): Promise<string | undefined> {
  const path = needs.find((one) => !existsSync(join(shared, one)));
  if (path !== undefined) return `../shared has no ${path}`;
  if (program === undefined) return undefined;
  const found = await run(program, ['--version']).then(
    () => true,
    () => false,
  );
  return found ? undefined : `this machine has no ${program}`;
}

async function pagesOf(file: string): Promise<string> {
  const pages = docsFiles(/\.md$/, dirname(file));
  return (await Promise.all(pages.map((page) => readFile(join(docs, page), 'utf8')))).join('\n');
}
