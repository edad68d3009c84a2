import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sidebar } from './sidebar.ts';

/**
 * `llms.txt` (https://llmstxt.org), an index of the site for programs that read texts: the pages of the menu, each with the first
 * sentence of its text. Links are relative to the file.
 */
export async function llmsText(docs: string, description: string): Promise<string> {
  const { '/': sections } = await sidebar(docs);
  if (!Array.isArray(sections))
    throw new Error('llmsText: the menu of all pages must be a list of sections.');
  const blocks = sections.map(({ text, items = [] }) => {
    const lines = items.flatMap((item) =>
      item.link === undefined
        ? []
        : [`- [${item.text}](${pagePath(item.link)}.html)${about(docs, item.link)}`],
    );
    return `## ${text}\n\n${lines.join('\n')}\n`;
  });
  return `# GGeM\n\n> ${description}\n\n${blocks.join('\n')}`;
}

/** `recipes/index` of the link `/recipes/`. */
function pagePath(link: string): string {
  return `${link.slice(1)}${link.endsWith('/') ? 'index' : ''}`;
}

/** The first sentence of a page behind a colon; nothing where a page begins with something else than a text. */
function about(docs: string, link: string): string {
  const file = join(docs, `${pagePath(link)}.md`);
  if (!existsSync(file)) return '';
  const [, text = ''] = /^# .+\n\n([^\n](?:.|\n(?!\n))*)/m.exec(readFileSync(file, 'utf8')) ?? [];
  if (!/^[A-Z`]/.test(text) || text.startsWith('```')) return '';
  const plain = text.replaceAll('\n', ' ').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return `: ${/^.*?[.?](?= |$)/.exec(plain)?.[0] ?? plain}`;
}
