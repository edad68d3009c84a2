import type { MarkdownRenderer } from 'vitepress';

/**
 * What Markdown leaves out for people who read by ear or by keyboard: a column without a title has no header cell, or they
 * would meet an empty one, and code that may scroll sideways can be reached.
 */
export function accessible(md: MarkdownRenderer): void {
  md.core.ruler.push('accessible', (state) => {
    state.tokens.forEach((token, i) => {
      if (token.type === 'code_block') token.attrSet('tabindex', '0');
      if (token.type !== 'th_open' || state.tokens[i + 1]?.content !== '') return;
      token.tag = 'td';
      state.tokens[i + 2]!.tag = 'td';
    });
  });
}
