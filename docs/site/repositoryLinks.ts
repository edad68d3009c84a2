import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/**
 * Pages of the site are also read in the repository, and link to its files. On the site, a link to a package leads to its
 * reference, a link to the checklists leads to their page, and a link to code becomes plain text.
 */
export function repositoryLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('repository-links', (state) => {
    for (const { type, children } of state.tokens) {
      if (type !== 'inline' || children === null) continue;
      let leaves = false;
      for (const token of children) {
        if (token.type === 'link_open') {
          const target = inSite(String(token.attrGet('href')), String(state.env.relativePath));
          leaves = target === undefined;
          if (target !== undefined) token.attrSet('href', target);
        }
        if (leaves && (token.type === 'link_open' || token.type === 'link_close')) {
          leaves = token.type === 'link_open';
          token.type = token.type === 'link_open' ? 'span_open' : 'span_close';
          token.tag = 'span';
          token.attrs = null;
        }
      }
    }
  });
}

/** Where a link leads on the site; undefined where it leads to a file of the repository that no page shows. */
function inSite(href: string, page: string): string | undefined {
  if (/^([a-z]+:|#|\/)/.test(href)) return href;
  // CONTRIBUTING.md is at the top of the repository, and a page in a folder of the docs shows it.
  const fromTop = /^(packages|docs|tools|apps)\//.test(href);
  const path = fromTop ? href : posix.join('docs', posix.dirname(page), href);
  const [file = '', hash] = path.split('#');
  if (file === 'CONTRIBUTING.md') return '/extend/add-a-pooling';
  if (file.startsWith('docs/')) return `/${posix.relative('docs', file)}${hash ? `#${hash}` : ''}`;
  const own = /^packages\/([\w-]+)(\/README\.md)?$/.exec(file);
  return own ? `/reference/api/${own[1]}/index.md` : undefined;
}
