import { join } from 'node:path';
import { katex } from '@mdit/plugin-katex';
import { defineConfig, type MarkdownRenderer } from 'vitepress';
import { accessible } from '../site/accessible.ts';
import { editorForms } from '../site/editorForms.ts';
import { inlinePlots } from '../site/inlinePlots.ts';
import { placeholderBase } from '../site/relocatable.ts';
import { repositoryLinks } from '../site/repositoryLinks.ts';
import { rootManifest } from '../site/rootManifest.ts';
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
  head: [['link', { rel: 'icon', href: `${placeholderBase}icon.svg` }]],
  markdown: {
    languageAlias: { mjs: 'js' },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => {
      // The types of this plugin are for another version of markdown-it.
      md.use(katex as unknown as Parameters<MarkdownRenderer['use']>[0], {
        vPre: true,
        output: 'htmlAndMathml',
      });
      md.use(repositoryLinks);
      md.use(accessible);
      md.use(inlinePlots);
      md.use(editorForms, rootManifest.repository);
    },
  },
  // Typefaces are asked for with the page, so that text does not move when they come.
  transformHead: ({ assets }) =>
    assets
      .filter((asset) => /(hanken-grotesk|source-serif-4)-latin-wght-normal[^/]*\.woff2$/.test(asset))
      .map((href) => ['link', { rel: 'preload', href, as: 'font', type: 'font/woff2', crossorigin: '' }]),
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Understand', link: '/understand/poolings' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'Evidence', link: '/evidence/' },
      { text: 'Trust', link: '/trust/support' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: await sidebar(docs),
    docFooter: { prev: 'Before', next: 'Next' },
  },
});
