import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { draw, launch, openPage, ready, settled } from './pageBrowser.ts';
import { drawnDigits } from './pageDigits.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launch({ graphics: false });
});
afterAll(() => browser?.close());

describe('the page as a whole', () => {
  it('asks nobody but its own server for anything, and the console stays clean', async () => {
    const requests: string[] = [];
    const complaints: string[] = [];
    // Without graphics, Chromium itself writes to the console that WebGPU has no adapter.
    const complete = await launch({ graphics: true });
    const page = await openPage(complete, {
      before: async (page) => {
        page.on('request', (request) => requests.push(request.url()));
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
        });
        page.on('pageerror', (error) => complaints.push(error.message));
      },
    });
    await ready(page);
    await draw(page, drawnDigits[5]!);
    await settled(page);
    await page.locator('#p-range').press('End');
    await settled(page);
    const outside = requests.filter(
      (url) => !/^(data|blob):/.test(url) && !url.startsWith(inject('pageUrl')),
    );
    expect(requests.length).toBeGreaterThan(5);
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
    await complete.close();
  });

  it('works on without the network once it is there', async () => {
    const page = await openPage(browser);
    await ready(page);
    await page.context().setOffline(true);
    await draw(page, drawnDigits[0]!);
    expect((await settled(page)).digits).toEqual(['0', '0', '0', '0', '0']);
    await page.context().close();
  });

  it('is cross-origin isolated', async () => {
    const page = await openPage(browser);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.context().close();
  });

  it.each([1280, 390, 360, 320])('fits into %i pixels without scrolling sideways', async (width) => {
    const page = await openPage(browser, { viewport: { width, height: 800 } });
    await ready(page);
    await page.locator('#p-range').press('End');
    await page.locator('#group').selectOption('0');
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.context().close();
  });

  it('does not jump while it loads', async () => {
    const page = await openPage(browser, {
      before: (page) =>
        page.addInitScript(() => {
          const shifts: number[] = [];
          Object.assign(window, { shifts });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              shifts.push((entry as PerformanceEntry & { value: number }).value);
          }).observe({ type: 'layout-shift', buffered: true });
        }),
    });
    await ready(page);
    const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
    // How much the page may move when the typefaces arrive: the font before them is as wide as they are. One more line of
    // text at the top would give 0.03. The makers of browsers call 0.1 good.
    expect(shifts.reduce((a, b) => a + b, 0)).toBeLessThan(0.01);
    await page.context().close();
  });
});
