import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rootManifest } from '../site/rootManifest.ts';
import { builtPages } from './support/builtPages.ts';
import { docs } from './support/docs.ts';

const dist = join(docs, 'dist');
const pages = builtPages();
const texts = new Map(pages.map((page) => [page, readFileSync(join(dist, page), 'utf8')]));

describe('the built pages', () => {
  it('are there', () => expect(pages.length).toBeGreaterThan(50));

  it('lead to pages, files and headings that exist', () => {
    const dead = pages.flatMap((page) =>
      targets(texts.get(page)!).flatMap((target) => (leads(page, target) ? [] : [`${page}: ${target}`])),
    );
    expect(dead).toEqual([]);
  });

  it('are listed in llms.txt, each by a page that exists', () => {
    const lines = readFileSync(join(dist, 'llms.txt'), 'utf8').split('\n');
    const listed = lines.flatMap((line) => /^- \[.+\]\((.+?)\)/.exec(line)?.[1] ?? []);
    expect(listed.filter((page) => !pages.includes(page))).toEqual([]);
    expect(listed.length).toBeGreaterThan(50);
    expect(lines).toContain(
      '- [The poolings](understand/poolings.html): A vision transformer gives $N$ tokens of $D$ channels for an image.',
    );
  });

  it('lead to few other sites, all of them known', () => {
    const outside = pages.flatMap((page) =>
      targets(texts.get(page)!).filter((target) => /^https?:/.test(target)),
    );
    expect([...new Set(outside.map((target) => new URL(target).hostname))].sort()).toEqual([
      'github.com',
      'www.gnu.org',
    ]);
  });

  it('open Start pages in an online editor once packages can be published, from their address on', () => {
    const start = pages.filter((page) => page.startsWith('start/'));
    const opened = start.filter((page) => texts.get(page)!.includes('https://stackblitz.com/run'));
    expect(opened).toEqual(rootManifest.repository === undefined ? [] : start);
  });

  it('hold no path of the machine that built them', () => {
    const from = dirname(docs);
    expect(pages.filter((page) => texts.get(page)!.includes(from))).toEqual([]);
  });
});

function targets(text: string): readonly string[] {
  return [...text.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, target]) =>
    target!.replaceAll('&amp;', '&'),
  );
}

function leads(page: string, target: string): boolean {
  if (/^(https?|data|mailto):/.test(target)) return true;
  const [path = '', hash] = target.split('#');
  const file = path === '' ? page : posix.normalize(posix.join(posix.dirname(page), decodeURI(path)));
  const at = file.endsWith('/') || file === '.' ? posix.join(file, 'index.html') : file;
  if (!existsSync(join(dist, at))) return false;
  return (
    hash === undefined ||
    hash === '' ||
    (texts.get(at)?.includes(` id="${decodeURIComponent(hash)}"`) ?? false)
  );
}
