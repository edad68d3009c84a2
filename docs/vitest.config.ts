import { patience } from '@ggem/browser/patience';
import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    include: ['test/*.test.ts'],
    // Recipes run whole programs, pages a browser: one at a time on few cores.
    fileParallelism: false,
    ...patience,
  },
};

export default config;
