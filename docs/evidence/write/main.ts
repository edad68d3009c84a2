import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readExperiments } from './experiments.ts';
import { evidencePages, folder, results } from './pages.ts';

/** `npx pnpm@12 -C docs evidence`: writes the tables, figures and sentences of the evidence pages from results of experiments. */
const { pages, plots } = await evidencePages(readExperiments(results));
for (const [file, text] of Object.entries(pages)) await writeFile(join(folder, file), text);
await rm(join(folder, 'plots'), { recursive: true, force: true });
await mkdir(join(folder, 'plots'), { recursive: true });
for (const [file, svg] of Object.entries(plots)) await writeFile(join(folder, 'plots', file), svg);
