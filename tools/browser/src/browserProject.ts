import { playwright } from '@vitest/browser-playwright';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumFlags } from './chromiumFlags.ts';
import { findChromium } from './findChromium.ts';
import { isolationHeaders } from './isolationHeaders.ts';
import { patience } from './patience.ts';

export interface BrowserProjectOptions {
  /** Globs of the tests that run in the page, from the package's folder. Default: `test/browser/**`. */
  readonly include?: readonly string[];
}

/**
 * A vitest project whose tests run in headless Chromium, with WebGL2 and WebGPU in software and the page cross-origin
 * isolated (so WebAssembly may use threads).
 *
 * `test: { projects: [{ test: { name: 'node', include: ['test/*.test.ts'] } }, await browserProject()] }`
 *
 * A file of a dependency is served where a test imports its address, which is all that tfjs needs for its wasm backend:
 * `import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'`, then `setWasmPaths`, as in
 * `tools/browser/test/browser/devices.test.ts`. TypeScript knows `?url` by `"types": ["vite/client"]`.
 */
export async function browserProject(
  options: BrowserProjectOptions = {},
): Promise<TestProjectInlineConfiguration> {
  const executablePath = await findChromium();
  return {
    server: { headers: isolationHeaders },
    test: {
      name: 'browser',
      include: [...(options.include ?? ['test/browser/**/*.test.ts'])],
      ...patience,
      // Each file would start its own page at once: on two cores software rendering is faster one page at a time.
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        ui: false,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: { executablePath, args: [...chromiumFlags], timeout: patience.hookTimeout },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}
