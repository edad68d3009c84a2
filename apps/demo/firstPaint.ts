import type { Plugin } from 'vite';

/**
 * Makes the built page appear complete: it requests the typefaces before the style sheet names them, and waits with the
 * first paint for the small script that builds the controls. Otherwise text and controls would jump into place.
 */
export function firstPaint(): Plugin {
  return {
    name: 'first-paint',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => ({
        html: html.replace('<script type="module"', '<script type="module" blocking="render"'),
        tags: Object.keys(bundle)
          .filter((file) => /-normal-[^/]*\.woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` },
            injectTo: 'head' as const,
          })),
      }),
    },
  };
}
