import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockOf } from './blocks.ts';
import type { Experiments } from './experiments.ts';
import type { Written } from './written.ts';

const mark = /(<!-- evidence: (.+?) -->\n)[\s\S]*?(<!-- end of evidence -->)/g;

/** The folder of the pages. */
export const folder: string = join(import.meta.dirname, '..');

/** The results that pages are made from. */
export const results: string = join(folder, '../../apps/lab/experiments');

/** The pages with marks, and all their plots, as they must be. */
export async function evidencePages(experiments: Experiments): Promise<{
  readonly pages: Readonly<Record<string, string>>;
  readonly plots: Readonly<Record<string, string>>;
}> {
  const pages: Record<string, string> = {};
  const plots: Record<string, string> = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    const page = await withBlocks(readFileSync(join(folder, file), 'utf8'), experiments);
    pages[file] = page.text;
    Object.assign(plots, page.plots);
  }
  return { pages, plots };
}

/** A page with what stands between its marks written anew. */
export async function withBlocks(text: string, experiments: Experiments): Promise<Written> {
  const plots: Record<string, string> = {};
  const blocks = new Map<string, string>();
  for (const [, , name] of text.matchAll(mark)) {
    const block = await blockOf(name!, experiments);
    blocks.set(name!, block.text);
    Object.assign(plots, block.plots);
  }
  const page = text.replaceAll(mark, (_, begin, name, end) => `${begin}\n${blocks.get(name)}\n\n${end}`);
  return { text: page, plots };
}
