import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the main entry needs neither Node nor a test framework', async () => {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const visit = async (url: URL): Promise<void> => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const text = await readFile(url, 'utf8');
    for (const [, specifier] of text.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
      if (specifier!.startsWith('.')) await visit(new URL(specifier!, url));
      else outside.add(specifier!);
    }
  };
  await visit(new URL('../src/index.ts', import.meta.url));
  expect([...outside]).toEqual(['@ggem/core']);
  expect(seen.size).toBeGreaterThan(15);
});
