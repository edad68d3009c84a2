import { fileURLToPath } from 'node:url';
import { browserProject, patience } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    // Vitest looks for this limit here, not in the project of the browser.
    browser: { connectTimeout: patience.hookTimeout },
    projects: [
      {
        // The README's example imports the package by its name.
        resolve: { alias: { '@ggem/kernels': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
        test: { name: 'node', include: ['test/*.test.ts'], ...patience },
      },
      // WebGPU, with a compiler of its language, is in browsers alone.
      await browserProject(),
    ],
  },
});

export default config;
