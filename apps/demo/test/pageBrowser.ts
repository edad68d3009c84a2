import { chromiumFlags, launchChromium, patience } from '@ggem/browser';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { inject } from 'vitest';

/** What the networks answered, head by head. */
export interface Answers {
  readonly digits: readonly string[];
  /** Patches a channel, as shown under each map. */
  readonly inUse: readonly string[];
}

/**
 * Starts the browser. With a graphics card in software it has WebGL and WebGPU, and draws every frame several times as
 * slowly: only tests of the backends want it.
 */
export async function launch(options: { graphics: boolean }): Promise<Browser> {
  const args = chromiumFlags.filter((flag) => options.graphics || !/webgpu|angle|swiftshader/.test(flag));
  return launchChromium({ args: options.graphics ? args : [...args, '--disable-gpu'] });
}

/** Opens the page; `before` may prepare it, to intercept requests for example. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions & { before?: (page: Page) => Promise<unknown> } = {},
): Promise<Page> {
  const { before, ...context } = options;
  // Nothing fades, so what is read is what stays.
  const page = await (await browser.newContext({ reducedMotion: 'reduce', ...context })).newPage();
  page.setDefaultTimeout(patience.testTimeout);
  await before?.(page);
  await page.goto(new URL('digits.html', inject('pageUrl')).href);
  return page;
}

/** Waits for the networks to have read what is on the paper now. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('body[data-state="ready"]');
  await settled(page);
}

/** Waits until the networks have answered what was last asked. */
export async function settled(page: Page): Promise<Answers> {
  await page.waitForSelector('#heads[aria-busy="false"]');
  return {
    digits: await page.locator('.digit').allTextContents(),
    inUse: await page.locator('.in-use').allTextContents(),
  };
}

/** Draws strokes with the mouse, at points in a square of 100, with a move between each two. */
export async function draw(
  page: Page,
  strokes: readonly (readonly (readonly [number, number])[])[],
): Promise<void> {
  const box = await page.locator('#pad').boundingBox();
  if (!box) throw new Error('The drawing area is not on the page.');
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    box.x + (x / 100) * box.width,
    box.y + (y / 100) * box.height,
  ];
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(...at(first!));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point), { steps: 2 });
    await page.mouse.up();
  }
}
