import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    include: ['test/*.test.ts'],
    // Recipes run whole programs, pages a browser: one at a time on few cores, and a busy machine is slow, not wrong.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
};

export default config;
