import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page without a face that `--browser` drives. */
const config: UserConfig = defineConfig({
  root: here('browser'),
  base: './',
  appType: 'mpa',
  build: {
    outDir: here('dist/page'),
    emptyOutDir: true,
    target: 'es2022',
    // tfjs hands the text of a function to its wasm threads, and gpu.js reads kernels: neither survives a minifier.
    minify: false,
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: { input: [here('browser/runner.html')] },
  },
});

export default config;
