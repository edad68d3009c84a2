import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { browserProject, patience } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The conformance suite runs in both: in Node on onnxruntime-node and -web, in a browser on wasm and webgpu.
const inBoth = ['test/conformance.test.ts'];
const browser = await browserProject({ include: [...inBoth, 'test/browser/**/*.test.ts'] });
// Found while a test runs, they would reload its page.
const bundled = [
  '@bufbuild/protobuf',
  '@bufbuild/protobuf/codegenv2',
  '@bufbuild/protobuf/wire',
  'onnxruntime-common',
  'onnxruntime-web/wasm',
  'onnxruntime-web/webgpu',
];

// Photographs and a model that belong to no project; tests on them are skipped where they are missing.
const shared = here('../../../shared');
const isThere = existsSync(`${shared}/models`) && existsSync(`${shared}/data/imagenet-samples`);

const config: ViteUserConfig = defineConfig({
  test: {
    // Vitest looks for this limit here, not in the project of the browser.
    browser: { connectTimeout: patience.hookTimeout },
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
          // Left to itself, vitest keeps one core for the terminal: on a machine of two, one would do all the work.
          maxWorkers: '100%',
          ...patience,
        },
      },
      {
        ...browser,
        optimizeDeps: { include: bundled },
        define: { SHARED_FILES: JSON.stringify(isThere ? `/@fs${shared}` : '') },
        server: { ...browser.server, fs: { allow: [here('../..'), shared] } },
      },
    ],
  },
});

export default config;
