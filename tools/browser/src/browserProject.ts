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
 * A vitest project whose tests run in headless Chromium, with WebGL2 and WebGPU in software, on a page that is cross-origin
 * isolated, so that WebAssembly may use threads.
 *
 * `test: { projects: [{ test: { name: 'node', include: ['test/*.test.ts'] } }, await browserProject()] }`
 *
 * A test imports the address of a dependency's file, which is then served. tfjs needs no more for its wasm backend:
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
      // Else each file would start its own page at once. On two cores, software rendering is faster one page at a time.
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
