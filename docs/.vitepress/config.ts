import { join } from 'node:path';
import { katex } from '@mdit/plugin-katex';
import { defineConfig } from 'vitepress';
import { placeholderBase } from '../site/relocatable.ts';
import { sidebar } from '../site/sidebar.ts';

const docs = join(import.meta.dirname, '..');

export default defineConfig({
  title: 'GGeM',
  description: 'Token pooling for JavaScript: choose an adapter, copy a recipe, trust the numbers.',
  lang: 'en',
  // Made relative after the build: see site/relocatable.ts.
  base: placeholderBase,
  outDir: join(docs, 'dist'),
  cacheDir: join(docs, 'node_modules/.cache/vitepress'),
  srcExclude: ['**/README.md'],
  // Pages link to the repository's files as they lie there; a test checks those.
  ignoreDeadLinks: [/^(\.\/)?\.\.\/(packages|tools|apps)\//, /CONTRIBUTING$/],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => md.use(katex, { vPre: true, output: 'htmlAndMathml' }),
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Understand', link: '/understand/poolings' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'Trust', link: '/trust/support' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: await sidebar(docs),
    docFooter: { prev: 'Before', next: 'Next' },
  },
});
