import type { MarkdownRenderer } from 'vitepress';

/** A column without a title has no header cell: people who hear tables read would meet an empty one. */
export function emptyHeads(md: MarkdownRenderer): void {
  md.core.ruler.push('empty-heads', (state) => {
    state.tokens.forEach((token, i) => {
      if (token.type !== 'th_open' || state.tokens[i + 1]?.content !== '') return;
      token.tag = 'td';
      state.tokens[i + 2]!.tag = 'td';
    });
  });
}
