import { fileURLToPath } from 'node:url';
import { browserProject, patience } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// What runs on WebGPU needs a browser, all else is the same in Node.
const include = ['test/*.test.ts'];
const needNode = ['test/readme.test.ts'];
const browser = await browserProject({ include });

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        // The README's example imports the package by its name.
        resolve: { alias: { '@ggem/kernels': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
        test: { name: 'node', include, ...patience },
      },
      { ...browser, test: { ...browser.test, exclude: needNode } },
    ],
  },
});

export default config;
