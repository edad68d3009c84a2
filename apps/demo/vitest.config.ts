import { patience } from '@ggem/browser/patience';
import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    projects: [
      {
        test: { name: 'model', include: ['test/model*.test.ts'], ...patience },
      },
      {
        test: {
          name: 'page',
          include: ['test/page*.test.ts'],
          globalSetup: ['test/pageServer.ts'],
          // Software rendering is slow on few cores: one browser at a time.
          fileParallelism: false,
          ...patience,
        },
      },
    ],
  },
};

export default config;
