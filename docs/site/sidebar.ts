import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';

type Item = DefaultTheme.SidebarItem;

/** The menu: pages in reading order, recipes as their index lists them, the reference from what was generated. */
export async function sidebar(docs: string): Promise<Item[]> {
  return [
    {
      text: 'Start',
      items: [
        { text: 'Choose an adapter', link: '/' },
        ...pages(docs, 'start', ['tfjs', 'onnx', 'gpujs', 'simd', 'core']),
      ],
    },
    {
      text: 'Understand',
      items: pages(docs, 'understand', [
        'poolings',
        'figure',
        'stable',
        'negatives',
        'limits',
        'training',
        'probes',
      ]),
    },
    { text: 'Recipes', items: [{ text: 'All recipes', link: '/recipes/' }, ...recipes(docs)] },
    {
      text: 'Trust',
      items: pages(docs, 'trust', ['support', 'benchmark', 'expected-values', 'security']),
    },
    {
      text: 'Extend',
      items: [
        { text: 'Write an adapter', link: '/write-an-adapter' },
        { text: 'Add a pooling', link: '/extend/add-a-pooling' },
        { text: 'Architecture', link: '/architecture' },
      ],
    },
    {
      text: 'Reference',
      items: [
        { text: 'Packages', link: '/reference/' },
        ...pages(docs, 'reference', ['specs']),
        ...reference(docs),
      ],
    },
  ];
}

/** The pages of a folder that exist, by their own titles. */
function pages(docs: string, folder: string, names: readonly string[]): Item[] {
  return names
    .filter((name) => existsSync(join(docs, folder, `${name}.md`)))
    .map((name) => ({ text: title(join(docs, folder, `${name}.md`)), link: `/${folder}/${name}` }));
}

/** A recipe is a folder with a page; `recipes/index.md` names them in order. */
function recipes(docs: string): Item[] {
  const index = readFileSync(join(docs, 'recipes/index.md'), 'utf8');
  const names = [...index.matchAll(/\]\(\.\/([\w-]+)\/index\.md\)/g)].map(([, name]) => name!);
  return names.map((name) => ({
    text: title(join(docs, 'recipes', name, 'index.md')),
    link: `/recipes/${name}/`,
  }));
}

function reference(docs: string): Item[] {
  const api = join(docs, 'reference/api');
  if (!existsSync(api)) return [];
  return readdirSync(api, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: folder }) => ({
      text: `@ggem/${folder}`,
      collapsed: true,
      items: [{ text: 'All names', link: `/reference/api/${folder}/` }, ...names(join(api, folder), folder)],
    }));
}

function names(path: string, folder: string): Item[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/(^|\/)index\.md$/.test(file))
    .map((file) => file.slice(0, -3))
    .sort((a, b) => lastPart(a).localeCompare(lastPart(b)))
    .map((file) => ({ text: lastPart(file), link: `/reference/api/${folder}/${file}` }));
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The first heading of a page, or the shorter title that its front matter gives for menus. */
function title(file: string): string {
  const text = readFileSync(file, 'utf8');
  return /^menu: (.+)$/m.exec(text)?.[1] ?? /^# (.+)$/m.exec(text)?.[1] ?? lastPart(file);
}
