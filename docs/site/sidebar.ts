import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';

type Item = DefaultTheme.SidebarItem;

/** The menus: one of all pages in reading order, and in the reference one of each package's names. */
export async function sidebar(docs: string): Promise<DefaultTheme.SidebarMulti> {
  const packages = referencePackages(docs);
  const reference = packages.map((folder) => {
    return [`/reference/api/${folder}/`, [{ text: `@ggem/${folder}`, items: names(docs, folder) }]] as const;
  });
  return { ...Object.fromEntries(reference), '/': everything(docs, packages) };
}

function everything(docs: string, packages: readonly string[]): Item[] {
  return [
    {
      text: 'Start',
      items: [
        { text: 'Choose an adapter', link: '/' },
        ...pages(docs, 'start', ['tfjs', 'onnx', 'gpujs', 'webgpu', 'simd', 'core']),
      ],
    },
    {
      text: 'Understand',
      items: [
        ...pages(docs, 'understand', ['poolings', 'figure', 'stable', 'negatives', 'limits']),
        ...pages(docs, 'understand', ['choose', 'measure-it', 'measures']),
        ...pages(docs, 'understand', ['training', 'learned-weights', 'probes']),
        { text: 'Where a pooling looks', link: '/attribution' },
      ],
    },
    { text: 'Recipes', items: [{ text: 'All recipes', link: '/recipes/' }, ...recipes(docs)] },
    {
      text: 'Evidence',
      items: [
        { text: 'What to take from it', link: '/evidence/' },
        ...pages(docs, 'evidence', ['table-1', 'table-2', 'probing', 'table-3', 'table-4', 'table-5']),
        ...pages(docs, 'evidence', ['figures-2-3', 'figures-4-5', 'figures-6-8', 'defaults', 'not-tried']),
      ],
    },
    {
      text: 'Trust',
      items: [
        ...pages(docs, 'trust', ['support', 'benchmark', 'expected-values', 'security']),
        { text: 'Features', link: '/feature-table' },
      ],
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
        ...pages(docs, 'reference', ['specs']),
        { text: 'Names from elsewhere', link: '/names' },
        ...packages.map((folder) => ({ text: `@ggem/${folder}`, link: `/reference/api/${folder}/` })),
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

/** Packages whose reference was generated. */
function referencePackages(docs: string): readonly string[] {
  const api = join(docs, 'reference/api');
  if (!existsSync(api)) return [];
  return readdirSync(api, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function names(docs: string, folder: string): Item[] {
  const files = readdirSync(join(docs, 'reference/api', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/(^|\/)index\.md$/.test(file))
    .map((file) => file.slice(0, -3))
    .sort((a, b) => lastPart(a).localeCompare(lastPart(b)));
  return [
    { text: 'All packages', link: '/reference/' },
    { text: 'All names', link: `/reference/api/${folder}/` },
    ...files.map((file) => ({ text: lastPart(file), link: `/reference/api/${folder}/${file}` })),
  ];
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The first heading of a page, or the shorter title that its front matter gives for menus. */
function title(file: string): string {
  const text = readFileSync(file, 'utf8');
  return /^menu: "?(.+?)"?$/m.exec(text)?.[1] ?? /^# (.+)$/m.exec(text)?.[1] ?? lastPart(file);
}
