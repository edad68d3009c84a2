import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromiumFlags, findChromium } from '@ggem/browser';
import type { Row } from '@ggem/conformance';
import { listen } from '@ggem/scripts/src/listen.ts';
import { serveFolder } from '@ggem/scripts/src/serveFolder.ts';
import { type Browser, chromium, type Page } from 'playwright';
import type { Host } from '../src/run/report.ts';
import { broken, type DeviceRun } from '../src/run/runDevice.ts';

/** The built page. */
export const pageFolder: string = join(import.meta.dirname, '../dist/page');

/** Headless Chromium, opened anew for each device: a graphics process that dies takes no other device with it. */
export interface BrowserHost {
  readonly host: Host;
  /** Full names of its devices. */
  readonly devices: readonly string[];
  readonly problems: readonly string[];
  readonly run: (
    name: string,
    only: readonly string[] | undefined,
    onRow: (row: Row) => void,
  ) => Promise<DeviceRun>;
  readonly close: () => Promise<void>;
}

/** Serves the page, and asks it in a browser for its devices. `signal` closes every browser at once. */
export async function openBrowserHost(signal: AbortSignal): Promise<BrowserHost> {
  const executablePath = await findChromium();
  const server = serveFolder(pageFolder);
  await listen(server, 0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/runner.html`;
  const browsers = new Set<Browser>();
  const closeAll = async (): Promise<void> => {
    await Promise.all([...browsers].map((browser) => browser.close().catch(() => undefined)));
    stop(server);
  };
  signal.addEventListener('abort', closeAll, { once: true });

  const withPage = async <T>(use: (page: Page) => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    const browser = await chromium.launch({
      executablePath,
      args: [...chromiumFlags],
      // The signals are ours: a browser that ends by itself would look like a device that broke.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    browsers.add(browser);
    try {
      // An interrupt may have come while it started.
      signal.throwIfAborted();
      const page = await browser.newPage();
      return await use(page);
    } finally {
      browsers.delete(browser);
      await browser.close();
    }
  };

  try {
    const facts = await withPage(async (page) => {
      await page.goto(url);
      const { host, devices, problems } = await page.evaluate(async () => {
        const { host, devices, problems } = await globalThis.conformanceRunner;
        return { host, devices, problems };
      });
      const version = `Chromium ${page.context().browser()!.version()}, headless`;
      return { host: { ...host, about: { version, ...host.about } }, devices, problems };
    });
    return {
      ...facts,
      close: closeAll,
      run: (name, only, onRow) => withPage((page) => runOnPage(page, url, name, only, onRow)),
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function runOnPage(
  page: Page,
  url: string,
  name: string,
  only: readonly string[] | undefined,
  onRow: (row: Row) => void,
): Promise<DeviceRun> {
  const rows: Row[] = [];
  const started = performance.now();
  let silence: NodeJS.Timeout | undefined;
  let heard = (): void => {};
  const died = new Promise<never>((_, reject) => {
    const fail = (why: string) => reject(new Error(why));
    page.once('crash', () => fail('its page crashed'));
    page
      .context()
      .browser()!
      .once('disconnected', () => fail('its browser ended'));
    heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => fail(`it said nothing for ${patience / 1000} s`), patience);
    };
  });
  heard();
  try {
    await page.exposeFunction('conformanceRows', (batch: readonly Row[]) => {
      heard();
      for (const row of batch) {
        rows.push(row);
        onRow(row);
      }
    });
    await page.goto(url);
    const running = page.evaluate(
      async ({ name, only }) => (await globalThis.conformanceRunner).run(name, only),
      { name, only },
    );
    const { device, problems } = await Promise.race([running, died]);
    return { device, problems, rows };
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return broken(name, rows, why, { ms: performance.now() - started });
  } finally {
    clearTimeout(silence);
  }
}

/** How long a page may be silent, in ms: longer than any device takes to open or to compile for a case. */
const patience = 900_000;

function stop(server: Server): void {
  server.closeAllConnections();
  server.close();
}
