import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patience } from '@ggem/browser';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { inject } from 'vitest';

const shared = join(import.meta.dirname, '../../../../shared');

/** A real file beside the repository; absent where there is none, and then the reason is printed. */
export function sharedFile(path: string): string | undefined {
  const file = join(shared, path);
  if (existsSync(file)) return file;
  console.log(`photographs: not run, ../shared has no ${path}.`);
  return undefined;
}

/** Two folders of three photographs each, and a file in one of them that is no image. */
export function photographFolder(flowers: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ggem-photographs-'));
  for (const name of ['01_daffodil', '11_daisy']) {
    mkdirSync(join(folder, name));
    const files = readdirSync(join(flowers, name)).sort().slice(0, 3);
    for (const file of files) cpSync(join(flowers, name, file), join(folder, name, file));
  }
  writeFileSync(join(folder, '11_daisy', 'broken.jpg'), 'no image');
  return folder;
}

/** Opens the photographs page; `before` may prepare it. */
export async function openPhotographs(
  browser: Browser,
  options: BrowserContextOptions & { before?: (page: Page) => Promise<unknown> } = {},
): Promise<Page> {
  const { before, ...context } = options;
  const page = await (await browser.newContext({ reducedMotion: 'reduce', ...context })).newPage();
  page.setDefaultTimeout(patience.testTimeout);
  await before?.(page);
  await page.goto(inject('pageUrl'));
  return page;
}

/** Waits until all photographs were read and the maps of the chosen one are there. */
export async function photographsReady(page: Page): Promise<void> {
  await page.waitForSelector('body[data-state="ready"]');
  await page.waitForSelector('#reading', { state: 'hidden' });
  await page.waitForSelector('#tiles[aria-busy="false"]');
}

/** The numbers under the maps: patches a channel, as shown. */
export function inUse(page: Page): Promise<readonly string[]> {
  return page.locator('.in-use').allTextContents();
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong on a page as it is now. */
export async function faults(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
  });
}
