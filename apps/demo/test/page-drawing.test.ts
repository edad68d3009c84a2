import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draw, launch, openPage, ready, settled } from './pageBrowser.ts';
import { drawnDigits, notDigits } from './pageDigits.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch({ graphics: false });
  page = await openPage(browser);
  await ready(page);
});
afterAll(() => browser?.close());

describe('drawing with the pointer', () => {
  it.each(Object.entries(notDigits))('%s is read as no digit, and the page says so', async (_, strokes) => {
    await page.click('#clear');
    await draw(page, strokes);
    expect((await settled(page)).digits).toEqual(Array(5).fill('–'));
    expect(await page.textContent('.refusal:visible')).toMatch(/^This does not look like a digit\./);
  });

  it.each(drawnDigits.map((strokes, digit) => ({ digit, strokes })))(
    'a drawn $digit is read as $digit by all five heads',
    async ({ digit, strokes }) => {
      await page.click('#clear');
      await draw(page, strokes);
      expect((await settled(page)).digits).toEqual(Array(5).fill(String(digit)));
    },
  );

  it('a finger draws as a mouse does', async () => {
    const phone = await openPage(browser, {
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 844 },
    });
    await ready(phone);
    const box = (await phone.locator('#pad').boundingBox())!;
    const touch = await phone.context().newCDPSession(phone);
    const at = (y: number) => [{ x: box.x + box.width / 2, y: box.y + (box.height * y) / 100 }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(12) });
    for (let y = 16; y <= 88; y += 4) {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(y) });
    }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect((await settled(phone)).digits).toEqual(Array(5).fill('1'));
    // The finger drew and did not scroll the page.
    expect(await phone.evaluate(() => scrollY)).toBe(0);
    await phone.context().close();
  });

  it('undo takes back a stroke, a clear and a sample, one after the other', async () => {
    const fresh = await openPage(browser);
    await ready(fresh);
    const digits = async () => (await settled(fresh)).digits.join('');
    expect(await digits()).toBe('33333');
    await draw(fresh, drawnDigits[7]!);
    expect(await digits()).toBe('77777');
    await fresh.click('#clear');
    expect(await digits()).toBe('–––––');
    await fresh.click('#undo');
    expect(await digits()).toBe('77777');
    await fresh.keyboard.press('Control+z');
    expect(await digits()).toBe('33333');
    expect(await fresh.getAttribute('#undo', 'aria-disabled')).toBe('true');
    await fresh.context().close();
  });

  it('holds the same number of tensors after a hundred drawings', async () => {
    const tensors = async () => /(\d+) tensors/.exec((await page.textContent('#engine-facts')) ?? '')?.[1];
    await page.check('input[value="0"]', { force: true });
    await settled(page);
    const before = await tensors();
    for (let i = 1; i <= 100; i++) {
      await page.keyboard.press('ArrowRight');
      // Only every tenth step waits for its answer, so that others come before the last one is answered.
      if (i % 10 === 0) await settled(page);
    }
    await settled(page);
    expect(before).toBeDefined();
    expect(await tensors()).toBe(before);
  });
});
