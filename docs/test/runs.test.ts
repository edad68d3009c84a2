import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shared } from '../measure/shared.ts';
import { docs, docsFiles } from './support/docs.ts';
import { type Run, recorded, runsWithArguments } from './support/runs.ts';

const run = promisify(execFile);
const runs: readonly Run[] = docsFiles(/\.mjs$/).map(
  (file) => runsWithArguments.find((one) => one.file === file) ?? { file },
);

describe('every file that a page shows', () => {
  it.each(runs)('$file prints what the page says', async ({ file, needs = [], args }) => {
    const missing = needs.find((path) => !existsSync(join(shared, path)));
    if (missing !== undefined) {
      console.log(`${file}: not run, ../shared has no ${missing}.`);
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'ggem-docs-'));
    try {
      const own = (await args?.(folder)) ?? [];
      const { stdout } = await run(process.execPath, [join(docs, file), ...own], { cwd: folder });
      await expect(stdout).toMatchFileSnapshot(join(docs, recorded(file)));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(runs)('$file stands on its page, with what it prints', async ({ file }) => {
    const folder = join(docs, dirname(file));
    const pages = docsFiles(/\.md$/, dirname(file));
    const texts = await Promise.all(pages.map((page) => readFile(join(docs, page), 'utf8')));
    const name = file.slice(dirname(file).length + 1, -'.mjs'.length);
    expect(existsSync(join(folder, `${name}.txt`))).toBe(true);
    expect(
      texts.some((text) => text.includes(`<<< ./${name}.mjs`) && text.includes(`<<< ./${name}.txt`)),
    ).toBe(true);
  });

  it('has no arguments for a file that is gone', () => {
    expect(runsWithArguments.filter(({ file }) => !runs.some((one) => one.file === file))).toEqual([]);
  });
});
