import { fileURLToPath } from 'node:url';
import { browserProject, patience } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The README's example imports the package by its name.
const resolve = { alias: { '@ggem/webgpu': fileURLToPath(new URL('src/index.ts', import.meta.url)) } };

const config: ViteUserConfig = defineConfig({
  test: {
    // Vitest looks for this limit here, not in the project of the browser.
    browser: { connectTimeout: patience.hookTimeout },
    projects: [
      { test: { name: 'node', include: ['test/*.test.ts'], ...patience } },
      // WebGPU is in browsers alone.
      { ...(await browserProject()), resolve },
    ],
  },
});

export default config;
