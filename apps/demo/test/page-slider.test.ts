import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, openPage, ready, settled } from './pageBrowser.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch({ graphics: false });
  page = await openPage(browser);
  await ready(page);
});
afterAll(() => browser?.close());

/** The strength of the colour of each of the 49 patches in the map of a head. */
const heat = (head: string): Promise<number[]> =>
  page
    .locator(`[data-head="${head}"] .cell`)
    .evaluateAll((cells) =>
      cells.map((cell) => Number((cell as SVGElement).style.getPropertyValue('--heat'))),
    );

const inUse = async (head: string): Promise<number> =>
  Number(await page.locator(`[data-head="${head}"] .in-use b`).textContent());

describe('the slider for p', () => {
  it('starts with the learned exponents, which the page lists: one for GeM, one a group for GGeM', async () => {
    expect(await page.textContent('#p-readout')).toBe('as learned');
    expect(await page.locator('[data-head="gem"] dd').count()).toBe(1);
    expect(await page.locator('[data-head="ggem"] dd').count()).toBe(4);
    expect(await page.locator('#p-marks .mark').count()).toBe(5);
  });

  it('ends exactly at 1 and at infinity', async () => {
    const slider = page.locator('#p-range');
    await slider.press('Home');
    expect(await page.textContent('#p-readout')).toBe('p = 1, the average');
    expect(await slider.getAttribute('aria-valuetext')).toBe('1, the average');
    await slider.press('End');
    expect(await page.textContent('#p-readout')).toBe('p = ∞, the max');
    expect(await slider.getAttribute('aria-valuetext')).toBe('infinity, the max');
  });

  it('draws GeM and GGeM together from many patches to few, and leaves the other heads alone', async () => {
    const slider = page.locator('#p-range');
    await slider.press('Home');
    await settled(page);
    const uses: number[] = [];
    const others = await Promise.all(['mean', 'max'].map(heat));
    for (let page10 = 0; page10 <= 12; page10++) {
      uses.push((await inUse('gem')) + (await inUse('ggem')));
      await slider.press('PageUp');
      await settled(page);
    }
    for (let i = 1; i < uses.length; i++) expect(uses[i]).toBeLessThanOrEqual(uses[i - 1]!);
    expect(uses[0]).toBeGreaterThan(2 * 10);
    // Both heads with a p use one patch a channel, as max pooling does.
    expect(uses.at(-1)).toBe(2);
    expect(await inUse('max')).toBe(1);
    expect(await Promise.all(['mean', 'max'].map(heat))).toEqual(others);
  });

  it('goes back to the learned exponents, and with them to the same maps', async () => {
    await page.click('#p-learned');
    await settled(page);
    const before = await heat('ggem');
    await page.locator('#p-range').press('End');
    await settled(page);
    expect(await heat('ggem')).not.toEqual(before);
    await page.click('#p-learned');
    await settled(page);
    expect(await heat('ggem')).toEqual(before);
    expect(await page.isDisabled('#p-learned')).toBe(true);
  });

  it('shows the channel group that is chosen, beside the p of that group', async () => {
    const all = await heat('ggem');
    const maps = new Set([all.join()]);
    for (const group of ['0', '1', '2', '3']) {
      await page.selectOption('#group', group);
      maps.add((await heat('ggem')).join());
      expect(await page.locator('[data-head="ggem"] .chosen dt').textContent()).toBe(`p${Number(group) + 1}`);
    }
    expect(maps.size).toBe(5);
    await page.selectOption('#group', 'all');
    expect(await heat('ggem')).toEqual(all);
  });
});
