import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, openPage, ready } from './pageBrowser.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launch({ graphics: true });
});
afterAll(() => browser?.close());

/** The message that a page shows if something fails at its start. */
async function failure(before: (page: Page) => Promise<unknown>): Promise<string> {
  const page = await openPage(browser, { before });
  const alert = page.locator('[role="alert"]');
  await alert.waitFor({ state: 'visible' });
  const text = (await alert.textContent()) ?? '';
  // The page itself stands: paper, samples and columns are there.
  expect(await page.locator('.sample').count()).toBe(14);
  expect(await page.locator('.head').count()).toBe(5);
  await page.context().close();
  return text;
}

const advice =
  'Try again; if it says the same, this copy of the page is incomplete and has to be built anew.';

describe('a failure is a sentence on the page', () => {
  it('weights that the server does not have', async () => {
    const text = await failure((page) =>
      page.route('**/weights/weights.bin', (route) => route.fulfill({ status: 404 })),
    );
    expect(text).toBe(
      `The trained weights could not be read (weights/weights.bin is missing: the server answered 404). ${advice}`,
    );
  });

  it('weights that end too early', async () => {
    const text = await failure((page) =>
      page.route('**/weights/weights.bin', (route) => route.fulfill({ body: Buffer.alloc(1000) })),
    );
    expect(text).toMatch(/^The trained weights could not be read \(.*weights\.bin.*1000.*\)\. Try again; /);
  });

  it('a manifest that is something else', async () => {
    const text = await failure((page) =>
      page.route('**/weights/manifest.json', (route) => route.fulfill({ body: '<!doctype html>' })),
    );
    expect(text).toMatch(/^The trained weights could not be read \(.*manifest\.json.*\)\. Try again; /);
  });

  it('a connection that breaks', async () => {
    const text = await failure((page) => page.route('**/weights/*', (route) => route.abort()));
    expect(text).toMatch(/^The trained weights could not be read \(weights\/\w+\.json could not be reached/);
  });

  it('weights that came late can be asked for again', async () => {
    let isThere = false;
    const page = await openPage(browser, {
      before: (page) =>
        page.route('**/weights/weights.bin', (route) =>
          isThere ? route.continue() : route.fulfill({ status: 503 }),
        ),
    });
    const retry = page.getByRole('button', { name: 'Try again' });
    await retry.waitFor({ state: 'visible' });
    expect(await page.textContent('#backend-note')).toBe('No network runs.');
    isThere = true;
    await retry.click();
    await ready(page);
    expect(await page.isVisible('#failure')).toBe(false);
    await page.context().close();
  });

  it('a program that does not come', async () => {
    const text = await failure((page) => page.route('**/assets/program-*.js', (route) => route.abort()));
    expect(text).toMatch(
      /^The program that runs the networks could not be loaded \(.*\)\. Check the connection/,
    );
  });

  it('without JavaScript, a sentence says that it is needed', async () => {
    const page = await openPage(browser, { javaScriptEnabled: false });
    const sentence = page.locator('noscript p');
    expect(await sentence.textContent()).toMatch(
      /it needs JavaScript, which is switched off here\.\s+Allow it/,
    );
    expect((await sentence.boundingBox())?.height).toBeGreaterThan(20);
    await page.context().close();
  });
});

describe('backends', () => {
  const note = (page: Page) => page.locator('#backend-note');

  it('every backend of this browser runs the networks, says so, and reads the digit alike', async () => {
    const page = await openPage(browser);
    await ready(page);
    for (const name of ['webgl', 'webgpu', 'cpu', 'wasm']) {
      await page.check(`input[value="${name}"]`);
      await expect.poll(() => note(page).textContent()).toMatch(new RegExp(`^Running on ${name}, `));
      expect(await page.isChecked(`input[value="${name}"]`)).toBe(true);
      expect(await page.locator('.digit').allTextContents()).toEqual(['3', '3', '3', '3', '3']);
    }
    await page.context().close();
  });

  it('without its file, wasm gives way to WebGL and says why', async () => {
    const page = await openPage(browser, {
      before: (page) => page.route('**/*.wasm', (route) => route.fulfill({ status: 404 })),
    });
    await ready(page);
    expect(await note(page).textContent()).toMatch(/^Running on webgl, /);
    expect(await page.isDisabled('input[value="wasm"]')).toBe(true);
    expect(await page.textContent('#backend-wasm-note')).toMatch(
      /^wasm is not available: wasm did not start/,
    );
    await page.context().close();
  });

  it('a switch that fails leaves the old backend running, and says so', async () => {
    const page = await openPage(browser, {
      before: (page) =>
        page.addInitScript(() => {
          const { gpu } = navigator;
          const request = gpu.requestAdapter.bind(gpu);
          // The page asks first, to find out whether there is an adapter at all. The backend asks second.
          let asked = 0;
          gpu.requestAdapter = () => (asked++ === 0 ? request() : Promise.reject(new Error('adapter lost')));
        }),
    });
    await ready(page);
    // `check` would fail, since it expects the button to stay checked, and the switch may have failed by then.
    await page.click('input[value="webgpu"]');
    await expect
      .poll(() => note(page).textContent())
      .toMatch(/^webgpu could not take over\. .*did not start.* Running on wasm, /);
    expect(await page.isChecked('input[value="wasm"]')).toBe(true);
    await page.check('input[value="7"]', { force: true });
    await expect.poll(() => page.locator('.digit').allTextContents()).toEqual(['7', '7', '7', '7', '7']);
    await page.context().close();
  });

  it('a backend that the browser lacks is shown with the reason and cannot be chosen', async () => {
    const page = await openPage(browser, {
      before: (page) =>
        page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })),
    });
    await ready(page);
    expect(await page.isDisabled('input[value="webgpu"]')).toBe(true);
    expect(await page.textContent('#backend-webgpu-note')).toBe(
      'webgpu is not available: this browser has no WebGPU',
    );
    await page.context().close();
  });
});
