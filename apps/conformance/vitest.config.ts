import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    projects: [
      { test: { name: 'parts', include: ['test/parts/*.test.ts'] } },
      {
        test: {
          name: 'whole',
          include: ['test/*.test.ts'],
          // Software rendering is slow on few cores: one browser at a time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
};

export default config;
