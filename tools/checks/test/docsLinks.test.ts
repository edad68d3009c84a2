import { readdir, readFile, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';

const docs = new URL('../../../docs/', import.meta.url);
const pages = (await readdir(docs)).filter((name) => name.endsWith('.md'));

/** Targets of links within the repository, without anchors. */
function linksOf(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target!);
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !target.startsWith('/'));
}

it.each(pages)('docs/%s links to files that exist', async (page) => {
  const text = await readFile(new URL(page, docs), 'utf8');
  for (const link of linksOf(text)) {
    const exists = await stat(new URL(link, docs)).then(
      () => true,
      () => false,
    );
    expect(exists, `${link} in docs/${page}`).toBe(true);
  }
});

it('every row of the feature table names the test that proves it', async () => {
  const text = await readFile(new URL('feature-table.md', docs), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| **'));
  const features = rows.slice(1).map((row) => row.split(' | '));
  expect(features.length).toBeGreaterThan(30);
  for (const [what, elsewhere, proof] of features) {
    expect(elsewhere, what).not.toBe('');
    expect(proof, what).toMatch(/\]\(|cases `/);
  }
});
