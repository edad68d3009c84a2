import type { MarkdownRenderer } from 'vitepress';

/**
 * Adds to the HTML what people with a screen reader or without a mouse need. A column without a title gets no header cell,
 * which would be read as empty. Code that scrolls sideways can get the keyboard focus.
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
