import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  // The README's example imports the package by its name.
  resolve: { alias: { '@ggem/core': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  // A busy machine is slow, not wrong.
  test: { testTimeout: 60_000, hookTimeout: 60_000 },
});

export default config;
