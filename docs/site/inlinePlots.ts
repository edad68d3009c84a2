import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const docs = join(import.meta.dirname, '..');

/**
 * Pictures of a folder `plots` stand in the page itself, so that they have its colours, in the light and in the dark. In the
 * repository they are pictures like any other.
 */
export function inlinePlots(md: MarkdownRenderer): void {
  md.core.ruler.push('inline-plots', (state) => {
    const page = String(state.env.relativePath);
    for (const { children } of state.tokens) {
      for (const token of children ?? []) {
        const source = token.type === 'image' ? String(token.attrGet('src')) : '';
        if (!/(^|\/)plots\/[^/]+\.svg$/.test(source)) continue;
        const svg = readFileSync(join(docs, posix.dirname(page), source), 'utf8').trim();
        const label = md.utils.escapeHtml(token.content);
        token.type = 'html_inline';
        token.content = `<span v-pre class="evidence-plot" role="img" aria-label="${label}">${svg}</span>`;
      }
    }
  });
}
