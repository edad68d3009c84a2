import { fileURLToPath } from 'node:url';
import { patience } from '@ggem/browser/patience';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = (file: string) => fileURLToPath(new URL(`src/${file}`, import.meta.url));

const config: ViteUserConfig = defineConfig({
  // The examples import the package by its name. The longer name stands first: the shorter one is a prefix of it.
  resolve: {
    alias: { '@ggem/conformance/vitest': source('vitest.ts'), '@ggem/conformance': source('index.ts') },
  },
  test: { include: ['test/*.test.ts'], ...patience },
});

export default config;
