import { browserProject } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The same tests in both: in Node on cpu and wasm, in a real browser on webgl and webgpu too.
const include = ['test/*.test.ts'];

const config: ViteUserConfig = defineConfig({
  test: { projects: [{ test: { name: 'node', include } }, await browserProject({ include })] },
});

export default config;
