import { patience } from '@ggem/browser/patience';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: { ...patience },
});

export default config;
