import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** The page of a finished run: one file, into which the command line writes the result. */
const config: UserConfig = defineConfig({
  plugins: [oneFile()],
  build: {
    outDir: 'dist/report',
    emptyOutDir: true,
    target: 'es2022',
    // Typefaces go into the style sheet.
    assetsInlineLimit: Number.POSITIVE_INFINITY,
    cssCodeSplit: false,
    rolldownOptions: {
      input: fileURLToPath(new URL('report.html', import.meta.url)),
      output: { codeSplitting: false },
    },
  },
});

export default config;

/** Writes scripts and style sheets into the page that asks for them. */
function oneFile(): Plugin {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle: (_, bundle) => {
      for (const page of Object.values(bundle)) {
        if (page.type !== 'asset' || !page.fileName.endsWith('.html')) continue;
        let html = String(page.source);
        for (const file of Object.values(bundle)) {
          if (file === page) continue;
          const content = file.type === 'chunk' ? file.code : String(file.source);
          const [tag, inlined] =
            file.type === 'chunk'
              ? [
                  new RegExp(`<script[^>]*src="[^"]*${file.fileName}"[^>]*></script>`),
                  `<script type="module">${content.replaceAll('</script', '<\\/script')}</script>`,
                ]
              : [new RegExp(`<link[^>]*href="[^"]*${file.fileName}"[^>]*>`), `<style>${content}</style>`];
          if (!tag.test(html))
            throw new Error(`report: the page must ask for ${file.fileName}, but does not.`);
          html = html.replace(tag, () => inlined);
          delete bundle[file.fileName];
        }
        page.source = html;
      }
    },
  };
}
