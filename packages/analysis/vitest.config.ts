import { fileURLToPath } from 'node:url';
import { browserProject, patience } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The same tests in both: the kernels run in the engine of a browser, too.
const include = ['test/**/*.test.ts'];
const needNode = ['test/readme.test.ts', 'test/photographs.test.ts'];
const browser = await browserProject({ include });

const config: ViteUserConfig = defineConfig({
  test: {
    // Vitest looks for this limit here, not in the project of the browser.
    browser: { connectTimeout: patience.hookTimeout },
    projects: [
      {
        // The README's example imports the package by its name.
        resolve: { alias: { '@ggem/analysis': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
        test: { name: 'node', include, ...patience },
      },
      { ...browser, test: { ...browser.test, exclude: needNode } },
    ],
  },
});

export default config;
