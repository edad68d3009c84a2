import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  // The definitions at 80 digits: a minute, and ten on a busy machine.
  test: { testTimeout: 3_600_000, hookTimeout: 600_000 },
});

export default config;
