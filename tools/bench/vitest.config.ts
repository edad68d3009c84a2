import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  // A busy machine is slow, not wrong.
  test: { testTimeout: 120_000, hookTimeout: 120_000 },
});

export default config;
