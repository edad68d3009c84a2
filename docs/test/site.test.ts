import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { specJsonSchema } from '@ggem/core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolingPicture } from '../figures/poolingPicture.ts';
import { writtenPages } from './support/builtPages.ts';
import { docs } from './support/docs.ts';
import { openPage, openSite, type Site } from './support/openSite.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** The first page of each folder. */
const shells = new Set(
  new Map(
    writtenPages()
      .toReversed()
      .map((path) => [path.split('/').slice(0, -1).join('/'), path]),
  ).values(),
);
let site: Site;

beforeAll(async () => {
  site = await openSite('/');
});
afterAll(() => site?.close());

describe('every page', () => {
  let opened: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    opened = await openPage(site, '');
  });
  afterAll(() => opened?.page.context().close());

  it.each(writtenPages())('%s is without fault to axe, light and dark, and fits a phone', async (path) => {
    const { page, complaints } = opened;
    complaints.length = 0;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${site.url}${path}`, { waitUntil: 'networkidle' });
    // The page names its buttons once its scripts have run.
    await page.waitForFunction(() => !document.querySelector('button[title=""]'));
    await page.addScriptTag({ path: axe });
    // What stands around the content is the same on all pages of a folder.
    const part = shells.has(path) ? 'html' : '.VPContent';
    const faults = await findFaults(page, part);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html.dark').waitFor({ state: 'attached' });
    faults.push(...(await findFaults(page, part, ['color-contrast'])));
    const wide: number[] = [];
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width) wide.push(width);
    }
    expect({ faults, wide, complaints }).toEqual({ faults: [], wide: [], complaints: [] });
  });
});

/** Opens the search by its key and types the words. The page reacts to the key only after its scripts have run. */
async function searchFor(page: Page, words: string): Promise<void> {
  const box = page.getByRole('searchbox');
  await expect
    .poll(async () => {
      if (!(await box.isVisible())) await page.keyboard.press('Control+k');
      return box.isVisible();
    })
    .toBe(true);
  await box.fill(words);
}

/** What axe finds in the part of a page that a selector names. */
function findFaults(page: Page, part: string, rules?: readonly string[]): Promise<string[]> {
  return page.evaluate(
    async ({ part, rules }) => {
      const options = rules ? { runOnly: [...rules] } : {};
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(part, options);
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      );
    },
    { part, rules },
  );
}

describe('the figures', () => {
  it('answer to the keyboard', async () => {
    const { page } = await openPage(site, 'understand/figure.html');
    const slider = page.getByRole('slider', { name: 'p of group 1' });
    await slider.focus();
    await page.keyboard.press('End');
    expect(await slider.getAttribute('aria-valuetext')).toBe('∞');
    // Channel 1's strongest token, in row 3, column 4: 0.08 + 0.95 and a ripple of 0.05 sin(11.7).
    expect(await page.locator('.channel output').first().textContent()).toBe('0.992');
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toBe('1.0');
    await page.getByRole('radio', { name: '1', exact: true }).focus();
    await page.keyboard.press('Space');
    expect(await page.locator('.channels input[type=range]').count()).toBe(1);
    await page.context().close();
  });

  it('are drawn before scripts run, and move nothing when they do', async () => {
    const page = await (await site.browser.newContext()).newPage();
    await page.addInitScript(() => {
      const shifts: number[] = [];
      const keep = (entries: PerformanceEntryList): void => {
        for (const entry of entries) shifts.push((entry as PerformanceEntry & { value: number }).value);
      };
      const observer = new PerformanceObserver((list) => keep(list.getEntries()));
      observer.observe({ type: 'layout-shift', buffered: true });
      const takeShifts = (): number => {
        keep(observer.takeRecords());
        return shifts.splice(0).reduce((a, b) => a + b, 0);
      };
      Object.assign(window, { takeShifts });
    });
    const takeShifts = () =>
      page.evaluate(async () => {
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        return (window as unknown as { takeShifts: () => number }).takeShifts();
      });
    // Text moves when typefaces arrive, sooner or later, and while a slow machine still reads the page; here what scripts move counts.
    await page.route(/\.woff2?$/, (route) => route.abort());
    let runScripts = (): void => {};
    const isRead = new Promise<void>((resolve) => {
      runScripts = resolve;
    });
    await page.route(/\.js$/, async (route) => {
      await isRead;
      await route.continue();
    });
    await page.goto(`${site.url}understand/figure.html`, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.readyState !== 'loading');
    await takeShifts();
    runScripts();
    await page.waitForLoadState('networkidle');
    expect(await takeShifts()).toBeLessThan(0.01);
    await page.context().close();
  });

  it('are what the command draws', async () => {
    expect(await readFile(join(docs, 'public/pooling.svg'), 'utf8')).toBe(poolingPicture());
  });
});

describe('the site', () => {
  it('finds pages by their words, without a server', async () => {
    const { page, complaints } = await openPage(site, '');
    await searchFor(page, 'max-normalised');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/stable\.html/);
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  it('works under any path, its links and search too', async () => {
    const deep = await openSite('/deep/down/');
    const { page, complaints } = await openPage(deep, 'understand/stable.html');
    await page.getByRole('link', { name: 'architecture' }).first().click();
    await page.waitForURL(`${deep.url}architecture.html`);
    await page.getByRole('link', { name: 'Move p and groups' }).first().click();
    await page.waitForURL(`${deep.url}understand/figure.html`);
    await page.locator('.pooling-figure').waitFor();
    await searchFor(page, 'negatives');
    await page.getByRole('option').first().click();
    await page.waitForURL(/\/deep\/down\/.*negatives/);
    await deep.close();
    expect(complaints).toEqual([]);
  });

  it('serves the JSON Schema of specs', async () => {
    const response = await fetch(`${site.url}spec.schema.json`);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(specJsonSchema())));
  });
});
