import { patience } from '@ggem/browser/patience';
import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    projects: [
      { test: { name: 'parts', include: ['test/parts/*.test.ts'], ...patience } },
      {
        test: {
          name: 'whole',
          include: ['test/*.test.ts'],
          // Software rendering is slow on few cores: one browser at a time.
          fileParallelism: false,
          ...patience,
        },
      },
    ],
  },
};

export default config;
