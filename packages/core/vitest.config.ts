import { fileURLToPath } from 'node:url';
import { patience } from '@ggem/browser/patience';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  // The README's example imports the package by its name.
  resolve: { alias: { '@ggem/core': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: { ...patience },
});

export default config;
