import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readData } from '@ggem/conformance/node';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedReport } from '../src/report/embedReport.ts';
import { contrasts } from './support/contrasts.ts';
import { launch, type OpenOptions, openPage, scrollsSideways } from './support/openPage.ts';
import { smallReport } from './support/smallReport.ts';

let browser: Browser;
let folder: string;
let url: string;
let template: string;
const open = (options?: OpenOptions) => openPage(browser, url, options);

beforeAll(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), 'conformance-page-'));
  template = await readFile(join(import.meta.dirname, '../dist/report/report.html'), 'utf8');
  const file = join(folder, 'report.html');
  await writeFile(file, await embedReport(template, smallReport, readData));
  // Straight from the folder, as a file that somebody was sent.
  url = pathToFileURL(file).href;
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const cell = (page: Page, device: string, label: RegExp) =>
  page.locator(`[data-device="${device}"] button`).and(page.getByRole('button', { name: label }));

describe('the page of a report', () => {
  it('gives the verdict, the totals and the problems', async () => {
    const { page, close } = await open();
    expect(await page.textContent('#verdict')).toBe('✕ Does not conform');
    expect(await page.textContent('#summary')).toMatch(
      /^12 of 12 results, of 4 cases on 3 devices of 1 adapter: 4 pass, 2 fail, 1 fail as expected, 1 skipped, 4 unavailable\. .*2026.*, 61 s\.$/,
    );
    expect(await page.locator('#problems li').allTextContents()).toEqual(smallReport.problems);
    expect(await page.locator('#boot').count()).toBe(0);
    await close();
  });

  it('draws a table a device: poolings by properties, with sign, count and worst error', async () => {
    const { page, close } = await open();
    const table = (device: string) =>
      page
        .locator(`[data-device="${device}"] tbody tr`)
        .evaluateAll((rows) =>
          rows.map((row) =>
            [...row.children].map(
              (child) =>
                [...child.querySelectorAll('span')].map((span) => span.textContent).join(' ') ||
                child.textContent,
            ),
          ),
        );
    expect(await table('tfjs:cpu@node')).toEqual([
      ['operation', '✓ 1 0.44'],
      ['gem', '✓ 3 0.40', '✓ 3 0.20', '✓ 2 0.30', ' '],
    ]);
    expect(await table('tfjs:webgpu@chromium')).toEqual([
      ['operation', '✕ 1 of 1'],
      ['gem', '△ 1 of 3', '✕ 1 of 3', '✓ 1 0.90', ' '],
    ]);
    const gone = page.locator('[data-device="tfjs:webgl@chromium"]');
    expect(await gone.locator('.device-note').textContent()).toBe(
      '∅ unavailable: No WebGL here, <b>none</b>.',
    );
    expect(await gone.locator('table').isVisible()).toBe(false);
    await close();
  });

  it('lists the cases of a cell, failures first, and shows what differs and what went in', async () => {
    const { page, close } = await open();
    await cell(page, 'tfjs:webgpu@chromium', /^gem dx/).click();
    expect(await page.locator('.cases .id').allTextContents()).toEqual([
      'gem/p=25/huge/1x7x5',
      'gem/p=-1/normal/1x4097x4/mask=half/weights=fractions',
      'gem/p=3/ties/1x7x5',
    ]);
    await page.locator('.cases summary').first().click();
    const differs = page.locator('.case table').first();
    await differs.waitFor();
    expect(
      await differs.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.textContent)),
    ).toEqual(['at[0, 3, 2]', 'expected0.125', 'gotNaN', 'off by', 'boundexact']);
    const tokens = page.getByRole('group', { name: 'Tokens of image 0, channel 2' });
    expect(await tokens.locator('tbody tr').count()).toBe(7);
    expect(await page.locator('.case dd').first().textContent()).toContain('"p":25');
    await close();
  });

  it('shows the reason of an expected failure with its link, and the inputs', async () => {
    const { page, close } = await open();
    await cell(page, 'tfjs:webgpu@chromium', /^gem y/).click();
    await page.locator('.cases summary').first().click();
    const reason = page.locator('.case .reason');
    expect(await reason.textContent()).toBe('Its sums lose digits. See https://example.org/issues/7');
    expect(await reason.locator('a').getAttribute('href')).toBe('https://example.org/issues/7');
    expect(await page.locator('.case caption').first().textContent()).toBe(
      'Tokens of image 0, channel 0; 3,897 more are not shown',
    );
    await close();
  });

  it('says how to see the inputs of a case that passed', async () => {
    const { page, close } = await open();
    await cell(page, 'tfjs:cpu@node', /^gem dp/).click();
    await page.locator('.cases summary').last().click();
    expect(await page.locator('.case').textContent()).toMatch(/^Inputs are kept for .* --serve\.$/);
    await close();
  });

  it('filters cases by text, cells and all', async () => {
    const { page, close } = await open();
    await page.getByLabel('Filter').fill('4097');
    expect(await page.textContent('#matched')).toBe('1 of 4 cases');
    const counts = page.locator('[data-device="tfjs:cpu@node"] button:enabled .error');
    expect(await counts.allTextContents()).toEqual(['0.40', '0.05']);
    await close();
  });

  it('is worked with the keyboard alone', async () => {
    const { page, close } = await open();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    await page.getByLabel('Filter').focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^operation value on tfjs:cpu@node/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toMatch(/^gem dp on tfjs:cpu@node/);
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^operation value on tfjs:webgpu@chromium: 1 fail/);
    await page.keyboard.press('Enter');
    expect(await page.locator('#sheet').isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.case table').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('#sheet').isVisible()).toBe(false);
    expect(await focused()).toMatch(/^operation value on tfjs:webgpu@chromium/);
    await close();
  });

  it.each([1280, 390, 320])(
    'fits into %i pixels without scrolling sideways, the sheet too',
    async (width) => {
      const { page, close } = await open({ viewport: { width, height: 800 } });
      expect(await scrollsSideways(page)).toBe(false);
      await cell(page, 'tfjs:webgpu@chromium', /^gem dx/).click();
      await page.locator('.cases summary').first().click();
      await page.locator('.case table').first().waitFor();
      expect(await scrollsSideways(page)).toBe(false);
      expect(await page.locator('#sheet').evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth)).toBe(0);
      await close();
    },
  );

  it.each(['light', 'dark'] as const)('keeps a contrast of 4.5 in the %s', async (colorScheme) => {
    const { page, close } = await open({ colorScheme });
    expect(await contrasts(page)).toEqual([]);
    await cell(page, 'tfjs:webgpu@chromium', /^gem dx/).click();
    await page.locator('.cases summary').first().click();
    await page.locator('.case table').first().waitFor();
    expect(await contrasts(page)).toEqual([]);
    await close();
  });
});

describe('a report that cannot be shown', () => {
  it('says so in a sentence', async () => {
    const path = join(folder, 'other.html');
    const other = { ...smallReport, format: 'other/9' as never };
    await writeFile(path, await embedReport(template, other, readData));
    const { page, close } = await openPage(browser, pathToFileURL(path).href);
    expect(await page.textContent('#boot')).toBe(
      'The result in this page could not be shown. conformance: a result must have the format ' +
        '"ggem-conformance/1", but "other/9" came. Choose one that a run wrote.',
    );
    await close();
  });
});
