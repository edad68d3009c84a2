import type { ViteUserConfig } from 'vitest/config';
// The source, not the package: this configuration must load before the package is built.
import { browserProject } from './src/browserProject.ts';
import { patience } from './src/patience.ts';

const config: ViteUserConfig = {
  test: {
    projects: [{ test: { name: 'node', include: ['test/*.test.ts'], ...patience } }, await browserProject()],
  },
};

export default config;
