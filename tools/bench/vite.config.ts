import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page without visible parts that `--browser` drives. */
const config: UserConfig = defineConfig({
  root: here('browser'),
  base: './',
  appType: 'mpa',
  build: {
    outDir: here('dist/page'),
    emptyOutDir: true,
    target: 'es2022',
    // tfjs sends the text of a function to its wasm threads, and gpu.js reads the text of kernels. A minifier breaks both.
    minify: false,
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: { input: [here('browser/runner.html')] },
  },
});

export default config;
