import { fileURLToPath } from 'node:url';
import { browserProject } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The conformance suite runs in both: in Node on onnxruntime-node and -web, in a browser on wasm and webgpu.
const inBoth = ['test/conformance.test.ts'];
const browser = await browserProject({ include: [...inBoth, 'test/browser/**/*.test.ts'] });

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        // Examples import the package by its name.
        resolve: {
          alias: [
            { find: '@ggem/onnx/run', replacement: here('src/run/index.ts') },
            { find: /^@ggem\/onnx$/, replacement: here('src/index.ts') },
          ],
        },
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          // A busy machine is slow, not wrong.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      browser,
    ],
  },
});

export default config;
