import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launchChromium, patience } from '@ggem/browser';
import { serveFolder } from '@ggem/scripts/src/serveFolder.ts';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { docs } from './docs.ts';

export interface Site {
  readonly browser: Browser;
  /** Ends with a slash. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The built site in a browser, served under a path such as `/` or `/deep/down/`. */
export async function openSite(base: string): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'ggem-site-'));
  const top = join(folder, 'top');
  const at = join(top, base);
  mkdirSync(dirname(at.replace(/\/$/, '')), { recursive: true });
  await symlink(join(docs, 'dist'), at.replace(/\/$/, ''));
  const server = serveFolder(top);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launchChromium();
  return {
    browser,
    url: `http://127.0.0.1:${port}${base}`,
    close: async () => {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A page that keeps what it should not do: complaints on its console, requests to other servers, missing files. */
export async function openPage(
  { browser, url }: Site,
  path: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(patience.testTimeout);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const asked = request.url();
    if (!/^(data|blob):/.test(asked) && !asked.startsWith(url)) complaints.push(`asked ${asked}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
  await page.goto(`${url}${path}`);
  return { page, complaints };
}
