import { fileURLToPath } from 'node:url';
import { browserProject, patience } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const browser = await browserProject({ include: ['test/browser/**/*.test.ts'] });

const config: ViteUserConfig = defineConfig({
  test: {
    // Vitest looks for this limit here, not in the project of the browser.
    browser: { connectTimeout: patience.hookTimeout },
    projects: [
      {
        resolve: {
          alias: [
            { find: '@ggem/train/node', replacement: here('src/node/index.ts') },
            { find: /^@ggem\/train$/, replacement: here('src/index.ts') },
          ],
        },
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          ...patience,
        },
      },
      { ...browser, optimizeDeps: { include: ['onnxruntime-web/wasm'] } },
    ],
  },
});

export default config;
