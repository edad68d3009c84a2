import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samples } from '../src/samples/samples.ts';
import { launch, openPage, ready, settled } from './pageBrowser.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch({ graphics: false });
  page = await openPage(browser);
  await ready(page);
});
afterAll(() => browser?.close());

describe('the keyboard alone', () => {
  it('walks through the samples with the arrow keys, and all five heads read each', async () => {
    await page.focus('input[name="sample"]:checked');
    for (let step = 0; step < samples.length; step++) {
      await page.keyboard.press('ArrowRight');
      const id = await page.locator('input[name="sample"]:checked').getAttribute('value');
      const sample = samples.find((candidate) => candidate.id === id);
      expect((await settled(page)).digits, sample?.label).toEqual(Array(5).fill(String(sample?.digit)));
    }
  });

  it('reaches every control in the order of the page, each with a name and a visible focus', async () => {
    const page = await openPage(browser);
    await ready(page);
    // On a new page the focus starts at the top. The order leaves out buttons that are disabled, as they have nothing to do.
    await page.locator('#p-range').evaluate((slider: HTMLInputElement) => {
      slider.value = slider.max;
      slider.dispatchEvent(new Event('input'));
    });
    const reached: string[] = [];
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const active = document.activeElement as HTMLElement;
        const shown = active.closest('label') ?? active;
        const outline = [active, shown].some((e) => getComputedStyle(e).outlineStyle === 'solid');
        return { id: active.id || active.getAttribute('name') || active.tagName, outline };
      });
      if (stop.id === 'BODY') break;
      // The slider shows its focus on the thumb, which no script can ask about.
      if (stop.id !== 'p-range') expect(stop.outline, stop.id).toBe(true);
      reached.push(stop.id);
    }
    expect(reached).toEqual([
      'A',
      'A',
      'undo',
      'clear',
      'sample',
      'p-learned',
      'p-range',
      'group',
      'A',
      'backend',
    ]);
    await page.context().close();
  });

  it('names every control and every picture', async () => {
    const names = await page.locator('main').ariaSnapshot();
    for (const name of [
      'button "Undo"',
      'button "Clear"',
      'radio "four, closed"',
      'slider "The exponent p of GeM and GGeM"',
      'combobox "Maps show"',
      'radio "WebAssembly wasm"',
      'heading "Class token" [level=3]',
      'img "Class token: pools no patch; its whole weight is on the class token."',
    ]) {
      expect(names).toContain(name);
    }
    expect(names).toMatch(
      /img "GGeM: where the weight lies, on 7 by 7 patches\. Strongest: row \d column \d/,
    );
    expect(names).toMatch(/img "Average: the weight is the same on all 49 patches, 2\.0.% each\."/);
    expect(names).toMatch(/img "Probabilities\. \d: /);
  });

  it('announces the settled answer politely, in one sentence', async () => {
    await page.check('input[value="7"]', { force: true });
    const region = page.locator('[aria-live="polite"]');
    await expect.poll(() => region.textContent()).toMatch(/^All five read 7, each with at least [\d.]+.%\.$/);
  });
});
