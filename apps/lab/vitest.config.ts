import { fileURLToPath } from 'node:url';
import { patience } from '@ggem/browser/patience';
import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  resolve: { alias: { '@ggem/lab': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: { include: ['test/**/*.test.ts'], ...patience },
};

export default config;
