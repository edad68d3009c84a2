import { fileURLToPath } from 'node:url';
import { browserProject, patience } from '@ggem/browser';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The same tests in both: in Node on cpu and wasm, in a real browser on webgl and webgpu too.
const include = ['test/*.test.ts'];
const needNode = ['test/readme.test.ts'];
const needGraphics = ['test/gpu.test.ts', 'test/gpuLost.test.ts'];
const source = (file: string) => fileURLToPath(new URL(`src/${file}`, import.meta.url));
const browser = await browserProject({ include });

const config: ViteUserConfig = defineConfig({
  test: {
    // Vitest looks for this limit here, not in the project of the browser.
    browser: { connectTimeout: patience.hookTimeout },
    projects: [
      {
        // The README's example imports the package by its name; the longer names stand first.
        resolve: {
          alias: {
            '@ggem/tfjs/gpu': source('gpu/index.ts'),
            '@ggem/tfjs/simd': source('simd/index.ts'),
            '@ggem/tfjs': source('index.ts'),
          },
        },
        test: { name: 'node', include, exclude: needGraphics, ...patience },
      },
      { ...browser, test: { ...browser.test, exclude: needNode } },
    ],
  },
});

export default config;
