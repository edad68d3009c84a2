import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    projects: [
      // A busy machine is slow, not wrong.
      {
        test: { name: 'model', include: ['test/model*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: 'page',
          include: ['test/page*.test.ts'],
          globalSetup: ['test/pageServer.ts'],
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
