import type { ViteUserConfig } from 'vitest/config';
// The source, not the package: this configuration must load before the package is built.
import { browserProject } from './src/browserProject.ts';
import { patience } from './src/patience.ts';

const config: ViteUserConfig = {
  test: {
    // Vitest looks for this limit here, not in the project of the browser.
    browser: { connectTimeout: patience.hookTimeout },
    projects: [{ test: { name: 'node', include: ['test/*.test.ts'], ...patience } }, await browserProject()],
  },
};

export default config;
