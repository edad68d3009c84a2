import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromiumFlags, findChromium } from '@ggem/browser';
import { listen } from '@ggem/scripts/src/listen.ts';
import { serveFolder } from '@ggem/scripts/src/serveFolder.ts';
import { chromium } from 'playwright';
import type { MeasureOptions } from '../run/measureAll.ts';
import type { Measure } from '../workload.ts';
import type { PageCalls, PageRequest } from './pageCalls.ts';

/** The built page. */
const pageFolder: string = join(import.meta.dirname, '../../dist/page');

/** Measures in headless Chromium, with graphics in software. Returns a description of the browser. */
export async function measureInBrowser(
  plan: readonly Measure[],
  { only, quick }: Pick<PageRequest, 'only' | 'quick'>,
  { signal, onProgress, onProblem, onRows }: Omit<MeasureOptions, 'effort'>,
): Promise<Record<string, string>> {
  const server = serveFolder(pageFolder);
  await listen(server, 0);
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: [...chromiumFlags],
    // The benchmark handles signals itself, so that what was measured is kept.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    const page = await browser.newPage();
    const calls: PageCalls = {
      benchProgress: async (text) => onProgress(text),
      benchProblem: async (text) => onProblem(text),
      benchRows: async (measure, rows) => onRows(measure, rows),
    };
    for (const [name, call] of Object.entries(calls)) await page.exposeFunction(name, call);
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      page.once('crash', () => {
        onProblem('The page crashed; what was measured before is kept.');
        resolve();
      });
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/runner.html`);
    const request: PageRequest = { plan, only, quick };
    await Promise.race([page.evaluate((given) => globalThis.benchRun(given), request), stopped]);
    return {
      browser: `Chromium ${browser.version()}, headless`,
      graphics: 'in software (SwiftShader)',
      isolated: await page
        .evaluate(() => (globalThis.crossOriginIsolated ? 'yes' : 'no'))
        .catch(() => 'unknown'),
    };
  } finally {
    await browser.close().catch(() => undefined);
    server.closeAllConnections();
    server.close();
  }
}
