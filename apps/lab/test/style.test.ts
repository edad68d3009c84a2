import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { style } from '../src/report/style.ts';

const coloursIn = (css: string): ReadonlyMap<string, string> =>
  new Map(Array.from(css.matchAll(/--([\w-]+): (light-dark\(.*\));/g), ([, name, value]) => [name!, value!]));

it('a report has the colours of every other page', async () => {
  const palette = coloursIn(
    await readFile(new URL('../../../tools/page/src/style/palette.css', import.meta.url), 'utf8'),
  );
  const own = coloursIn(style);
  // Of plots alone: a page has no second and third line.
  const more = ['second', 'third'];
  expect([...own.keys()].filter((name) => !palette.has(name))).toEqual(more);
  for (const [name, value] of own)
    if (!more.includes(name)) expect([name, value]).toEqual([name, palette.get(name)]);
});
