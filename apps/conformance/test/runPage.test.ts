import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from '@ggem/scripts/src/listen.ts';
import { serveFolder } from '@ggem/scripts/src/serveFolder.ts';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageFolder } from '../cli/browserHost.ts';
import { parseReport } from '../src/run/report.ts';
import { contrasts } from './support/contrasts.ts';
import { launch, type OpenOptions, openPage, scrollsSideways } from './support/openPage.ts';
import { smallReport } from './support/smallReport.ts';

let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  browser = await launch();
  server = serveFolder(pageFolder);
  await listen(server, 0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** The page, once it knows its devices. */
async function open(options?: OpenOptions) {
  const opened = await openPage(browser, url, options);
  await opened.page.waitForSelector('#devices input');
  return opened;
}

/** Leaves only these devices chosen. */
async function choose(page: Page, devices: readonly string[]): Promise<void> {
  for (const box of await page.locator('#devices input').all()) {
    await box.setChecked(devices.includes((await box.getAttribute('value')) ?? ''));
  }
}

async function download(page: Page) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  return { name: file.suggestedFilename(), report: parseReport(await readFile(await file.path(), 'utf8')) };
}

describe('the page that tests a browser', () => {
  it('runs the chosen devices on the chosen cases, draws them, and hands out the result', async () => {
    const { page, close } = await open();
    // There may be more devices, of further adapters.
    expect(await page.locator('#devices label').allTextContents()).toEqual(
      expect.arrayContaining(['reference float64', 'tfjs cpu', 'tfjs wasm', 'tfjs webgl', 'tfjs webgpu']),
    );
    await choose(page, ['tfjs:wasm@chromium', 'tfjs:webgl@chromium', 'tfjs:webgpu@chromium']);
    await page.getByLabel('Only cases').fill('operation/add/*');
    await page.click('#start');
    await page.waitForSelector('#progress:not([hidden])');
    expect(await page.isDisabled('#devices input >> nth=0')).toBe(true);
    await page.waitForSelector('#verdict:visible');
    expect(await page.textContent('#verdict')).toBe('✓ Conforms');
    expect(await page.textContent('#status')).toBe('Done: it conforms.');
    expect(await page.locator('.device h2').allTextContents()).toEqual([
      'tfjs wasm in chromium',
      'tfjs webgl in chromium',
      'tfjs webgpu in chromium',
    ]);
    expect(await page.locator('[data-device="tfjs:webgpu@chromium"] .device-facts').textContent()).toMatch(
      /^tfjs [\d.]+, graphics card .+/,
    );
    const { name, report } = await download(page);
    expect(name).toMatch(/^conformance-chromium-\d{4}-\d\d-\d\d\.json$/);
    expect(report.totals.pass).toBe(3 * report.cases);
    expect(report).toMatchObject({ problems: [], hosts: [{ about: { 'user agent': expect.any(String) } }] });

    // This page has the inputs of all cases, while a report has only those of failed ones.
    await page.locator('.cell:enabled').first().click();
    await page.locator('.cases summary').first().click();
    expect(await page.locator('.case caption').first().textContent()).toMatch(/^Argument 1/);
    await close();
  });

  it('stops after the case that runs, keeps what it has, and starts anew', async () => {
    const { page, close } = await open();
    await choose(page, ['tfjs:cpu@chromium', 'tfjs:wasm@chromium']);
    await page.click('#start');
    await page.waitForSelector('.cell[data-outcome="pass"]');
    await page.click('#stop');
    await page.waitForSelector('#verdict:visible');
    expect(await page.textContent('#status')).toBe('Stopped.');
    expect(await page.textContent('#verdict')).toBe('✕ Incomplete');
    expect(await page.locator('#problems li').first().textContent()).toMatch(
      /^tfjs:cpu@chromium: broke off after \d+ cases: it was stopped\.$/,
    );
    await page.getByLabel('Only cases').fill('operation/mul/*');
    await page.click('#start');
    await page.waitForSelector('#verdict[data-good="true"]:visible');
    await close();
  });

  it('opens a result that somebody sent', async () => {
    const { page, close } = await open();
    const send = (text: string) =>
      page.setInputFiles('#file', {
        name: 'theirs.json',
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      });
    await send('[]');
    expect(await page.textContent('#failure')).toMatch(/^conformance: a result must have the format/);
    await send(JSON.stringify(smallReport));
    await page.waitForSelector('#verdict:visible');
    expect(await page.isVisible('#failure')).toBe(false);
    expect(await page.locator('.device').count()).toBe(3);
    await close();
  });

  it('needs a device, and says what a pattern that matches nothing lacks', async () => {
    const { page, close } = await open();
    await page.getByLabel('Only cases').fill('edge');
    await page.click('#start');
    await page.waitForSelector('#failure:visible');
    expect(await page.textContent('#failure')).toBe(
      'The run could not be made. No case matches "edge". A pattern must match a whole id: try "*edge*".',
    );
    await choose(page, []);
    expect(await page.isDisabled('#start')).toBe(true);
    await close();
  });

  it.each([1280, 390, 320])('fits into %i pixels without scrolling sideways', async (width) => {
    const { page, close } = await open({ viewport: { width, height: 800 } });
    expect(await scrollsSideways(page)).toBe(false);
    await choose(page, ['reference:float64@chromium']);
    await page.click('#start');
    await page.waitForSelector('#verdict:visible');
    expect(await scrollsSideways(page)).toBe(false);
    await close();
  });

  it.each(['light', 'dark'] as const)('keeps a contrast of 4.5 in the %s', async (colorScheme) => {
    const { page, close } = await open({ colorScheme });
    expect(await contrasts(page)).toEqual([]);
    await close();
  });
});

describe('what does not load is a sentence', () => {
  it('case files that the server does not have', async () => {
    const { page, complaints } = await open({
      before: (page) => page.route('**/data/gem.json', (route) => route.fulfill({ status: 404 })),
    });
    await page.click('#start');
    await page.waitForSelector('#failure:visible');
    expect(await page.textContent('#failure')).toMatch(
      /^The run could not be made\. conformance: .*gem\.json answered 404/,
    );
    expect(complaints).toEqual([expect.stringContaining('404')]);
    await page.context().close();
  });

  it('an adapter whose program does not come', async () => {
    const { page } = await open({
      before: (page) => page.route('**/assets/harness-*.js', (route) => route.abort()),
    });
    expect(await page.textContent('#failure')).toMatch(
      /packages\/tfjs\/test\/conformance\/harness\.ts could not be loaded: /,
    );
    expect(await page.locator('#devices label').allTextContents()).toEqual(['reference float64']);
    await page.context().close();
  });

  it('a device that this browser lacks', async () => {
    const { page } = await open({
      before: (page) =>
        page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })),
    });
    await choose(page, ['tfjs:webgpu@chromium']);
    await page.getByLabel('Only cases').fill('operation/add/*');
    await page.click('#start');
    await page.waitForSelector('#verdict:visible');
    expect(await page.textContent('.device-note')).toBe(
      "∅ unavailable: Backend name 'webgpu' not found in registry",
    );
    await page.context().close();
  });

  it('without JavaScript, the page says that it needs it', async () => {
    const { page, close } = await openPage(browser, url, { javaScriptEnabled: false });
    expect(await page.locator('noscript p').isVisible()).toBe(true);
    await close();
  });
});
