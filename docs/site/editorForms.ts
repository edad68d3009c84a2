import { basename } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { editorFields, programOf } from './editorFields.ts';

/**
 * Under the code of each Start page, a button that opens it in an online editor, which is asked for nothing before the click.
 * Nobody can install the packages before they are published, and so there is none while the address of the repository,
 * without which nothing is published, is missing in the root package.json.
 */
export function editorForms(md: MarkdownRenderer, repository: string | undefined): void {
  if (repository === undefined) return;
  md.core.ruler.push('editor-forms', (state) => {
    const [, page] = /^start\/([\w-]+)\.md$/.exec(String(state.env.relativePath)) ?? [];
    if (page === undefined) return;
    const program = basename(programOf(page));
    const at = state.tokens.findIndex(({ type, map }) => {
      const line = type === 'fence' && map ? state.src.split('\n')[map[0]] : undefined;
      return line === `<<< ./${program}`;
    });
    if (at < 0) throw new Error(`docs: start/${page}.md must show ${program} with "<<< ./${program}".`);
    const form = new state.Token('html_block', '', 0);
    form.content = editorForm(page);
    state.tokens.splice(at + 1, 0, form);
  });
}

export function editorForm(page: string): string {
  const quoted = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('\n', '&#10;');
  const fields = Object.entries(editorFields(page)).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${quoted(value)}">`,
  );
  return `<form class="open-editor" method="post" action="https://stackblitz.com/run?file=main.js" target="_blank">${fields.join('')}<button>Open in StackBlitz</button></form>\n`;
}
