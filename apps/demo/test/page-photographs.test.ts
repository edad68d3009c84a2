import { readFileSync } from 'node:fs';
import { poolingsIn } from '@ggem/onnx';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ModelServer, serveModels } from './modelServer.ts';
import { launch } from './pageBrowser.ts';
import {
  faults,
  inUse,
  openPhotographs,
  photographFolder,
  photographsReady,
  sharedFile,
} from './pagePhotographs.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launch({ graphics: false });
});
afterAll(() => browser?.close());

describe('the page as it opens', () => {
  let page: Page;
  const requests: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    page = await openPhotographs(browser, {
      before: async (page) => {
        page.on('request', (request) => requests.push(request.url()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.exposeFunction('complain', (text: string) => complaints.push(text));
        await page.addInitScript(() => {
          const { complain } = globalThis as unknown as { complain: (text: string) => void };
          new MutationObserver(() => {
            const text = document.getElementById('failure')?.textContent;
            if (text) complain(text);
          }).observe(document, { childList: true, subtree: true });
        });
      },
    });
    // Maps and rows are asked for again and again while photographs come.
    await page.waitForSelector('.thumb');
    while (await page.locator('#reading').isVisible()) {
      for (const key of ['ArrowRight', 'ArrowLeft']) await page.locator('#p-range').press(key);
    }
    await photographsReady(page);
  });
  afterAll(() => page?.context().close());

  it('shows generated scenes through a small model, and says so', async () => {
    expect(await page.textContent('#photographs-say')).toMatch(
      /^These are generated scenes, drawn by a program/,
    );
    expect(await page.textContent('#model-says')).toMatch(/^scenes\.onnx comes with this page/);
    expect(await page.locator('.thumb').count()).toBe(36);
    expect(await page.textContent('#facts')).toMatch(
      /WebAssembly.*64 × 64 pixels.*8 × 8, after one other token/,
    );
  });

  it('asks nobody but its own server for anything', () => {
    const outside = requests.filter(
      (url) => !/^(data|blob):/.test(url) && !url.startsWith(inject('pageUrl')),
    );
    expect(outside).toEqual([]);
  });

  it('keeps tokens in a file of the browser, so that memory does not grow', async () => {
    const sizes = await page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('tokens');
      const files = (folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }).values();
      const found: number[] = [];
      for await (const file of files) found.push((await file.getFile()).size);
      return found;
    });
    // 36 scenes of 65 tokens of 64 float32.
    expect(sizes).toEqual([36 * 65 * 64 * 4]);
  });

  it('answers while photographs come, without a complaint', () => {
    expect(complaints).toEqual([]);
  });

  it('counts 64 patches for the average, one for the maximum, and p moves GeM from the one to the other', async () => {
    // 8 × 8 patches: exp(entropy) is 64 where all weigh the same, 1 where one has all.
    const uses = async () => (await inUse(page)).slice(1);
    const [average, max] = await uses();
    expect([average, max]).toEqual(['64.0 of 64 patches a channel', '1.0 of 64 patches a channel']);
    await page.locator('#p-range').press('End');
    await expect
      .poll(async () => (await uses()).slice(2))
      .toEqual([
        expect.stringMatching(/^1\.0 of 64 patches a channel, \d+ silent$/),
        expect.stringMatching(/^1\.0 of 64 patches a channel, \d+ silent$/),
      ]);
  });

  it('finds the nearest by each pooling, with a score and its interval', async () => {
    await expect.poll(() => page.locator('.score b').count()).toBe(5);
    expect(await page.locator('.row-pictures').first().locator('button').count()).toBe(6);
    expect(await page.locator('.score').first().textContent()).toMatch(
      /^\d+\.\d.% \[\d+\.\d, \d+\.\d\], R@1 /,
    );
  });

  it('walks through photographs by the arrow keys', async () => {
    await page.focus('input[name="photograph"]:checked');
    await page.keyboard.press('ArrowRight');
    const name = await page.locator('input[name="photograph"]:checked').getAttribute('aria-label');
    await expect.poll(() => page.textContent('.tile-name')).toBe(name?.replace(': ', ', '));
  });

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('is without fault to axe and fits %i pixels in the %s', async (width, colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  it('gives the model with the pooling built in, and the pooling as a file', async () => {
    await page.selectOption('#taken', 'gem');
    const saved = async (button: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
      return { name: download.suggestedFilename(), bytes: readFileSync((await download.path())!) };
    };
    const model = await saved('#take-model');
    expect(model.name).toBe('scenes-gem.onnx');
    // The model that comes with the page has a pooling already.
    const built = poolingsIn(model.bytes).find(({ output }) => output === 'pooled');
    expect(built).toMatchObject({
      tokens: 'tokens',
      channels: 64,
      spec: { type: 'gem', p: 'inf', prefixTokens: 1 },
    });
    const spec = await saved('#take-spec');
    expect(JSON.parse(spec.bytes.toString())).toMatchObject({
      channels: 64,
      spec: { type: 'gem', p: 'inf' },
    });
    const vectors = await saved('#take-vectors');
    // The eight bytes of a length, then the header of a safetensors file.
    const header = JSON.parse(
      vectors.bytes.subarray(8, 8 + Number(vectors.bytes.readBigUInt64LE())).toString(),
    );
    expect(header.vectors).toMatchObject({ dtype: 'F32', shape: [36, 64] });
    expect(JSON.parse(header.__metadata__.names)).toHaveLength(36);
  });
});

describe('what comes over the network', () => {
  let page: Page;
  afterAll(() => page?.context().close());

  it('a file that does not come is named, and can be asked for again', async () => {
    let isBroken = true;
    page = await openPhotographs(browser, {
      before: (page) =>
        page.route('**/scenes/scenes.onnx', (route) =>
          isBroken ? route.fulfill({ status: 404 }) : route.continue(),
        ),
    });
    await page.waitForSelector('body[data-state="failed"]');
    expect(await page.textContent('#model-failure')).toBe(
      'scenes/scenes.onnx is missing: the server answered 404. This copy of the page is incomplete.',
    );
    isBroken = false;
    await page.click('#retry');
    await photographsReady(page);
    expect(await page.isVisible('#model-failure')).toBe(false);
  });

  describe('a model by its address', () => {
    let server: ModelServer;
    beforeAll(async () => {
      const scenes = await fetch(new URL('scenes/scenes.onnx', inject('pageUrl')));
      server = await serveModels(new Uint8Array(await scenes.arrayBuffer()));
    });
    afterAll(() => server?.close());

    const fetchFrom = async (address: string) => {
      await page.fill('#address', address);
      await page.press('#address', 'Enter');
    };

    it.each([
      [
        'ftp:/x',
        'An address must begin with https://, but "ftp:/x" came. Copy it from the address bar or from a download link.',
      ],
      [
        'private.onnx',
        'A server must be there, and must let other pages read its files (CORS), but HOST is not or does not: browsers do not say which. Check the address; if it opens in a tab of its own, download the file and drop it in.',
      ],
      [
        'missing.onnx',
        'There must be a file at the address, but HOST answered 404. Open the address in a tab of its own to see what is wrong.',
      ],
      [
        'you/vit/blob/main/model.onnx',
        'An ONNX file must be at the address, but a web page is there. Try http://HOST/you/vit/resolve/main/model.onnx',
      ],
      [
        'pointer.onnx',
        'An ONNX file must be at the address, but a pointer of Git LFS, not the file itself is there. Take the address of the file itself, as its download link has it.',
      ],
      [
        'huge.onnx',
        'A model must have at most 1 GB, but huge.onnx has 3.00 GB or more. Take a smaller variant, such as one in float16, or the command npx @ggem/lab, which has no such limit.',
      ],
    ])('%s is refused in a sentence', async (path, sentence) => {
      await fetchFrom(path.includes(':') ? path : `${server.address}/${path}`);
      const host = new URL(server.address).host;
      await expect.poll(() => page.textContent('#model-failure')).toBe(sentence.replaceAll('HOST', host));
    });

    it('is opened, and the page says where it came from; nothing was asked for before', async () => {
      expect(server.asked).not.toContain('/open.onnx');
      await fetchFrom(`${server.address}/open.onnx`);
      await expect
        .poll(() => page.textContent('#model-says'))
        .toMatch(
          /^open\.onnx came from localhost:\d+\. Photographs stay in this browser\. No preprocessor_config/,
        );
      await photographsReady(page);
      expect(await page.isVisible('#model-failure')).toBe(false);
      expect(server.asked.filter((path) => path === '/open.onnx')).toHaveLength(1);
      expect(await page.isVisible('#fetching')).toBe(false);
    });
  });
});

const vit = sharedFile('models/vit_tiny_patch16_224.onnx');
const names = sharedFile('models/imagenet-classes.json');
const flowers = sharedFile('data/flowers17');
const shark = sharedFile('data/imagenet-samples/003_tiger_shark.jpg');
const text = sharedFile('data/models-that-failed/bert_pooler.onnx');

describe.skipIf([vit, names, flowers, shark, text].includes(undefined))(
  'a model and photographs of one’s own',
  () => {
    let page: Page;
    beforeAll(async () => {
      page = await openPhotographs(browser);
      await photographsReady(page);
    });
    afterAll(() => page?.context().close());

    it('a model of text is refused with what was seen in it, and the model before stays', async () => {
      await page.setInputFiles('#model-file', text!);
      const failure = page.locator('#model-failure');
      await failure.waitFor({ state: 'visible' });
      expect(await failure.textContent()).toBe(
        'bert_pooler.onnx: A model must take images, but this one takes input_ids int64 [batch_size, sequence_length], as models of text do. Open a vision transformer.',
      );
      expect(await page.textContent('#facts')).toContain('8 × 8');
    });

    it('ViT-Tiny is read: its input, tokens, prefix, grid, heads, own pooling and classes', async () => {
      await page.setInputFiles('#model-file', [vit!, names!]);
      const facts = page.locator('#facts');
      await expect.poll(() => facts.textContent()).toContain('14 × 14, after one other token');
      const text = (await facts.textContent()) ?? '';
      for (const fact of [
        'pixel_values, 224 × 224',
        '197 of 192 channels',
        'heads3',
        'token 0',
        'classes1000',
      ])
        expect(text).toContain(fact);
    });

    it('its head names a photograph through the class token, as the model does', async () => {
      await page.setInputFiles('#files', shark!);
      await expect.poll(() => page.locator('.thumb').count()).toBe(1);
      await photographsReady(page);
      const first = page.locator('[data-pooling="token"] .classes li').first();
      await expect.poll(() => first.textContent()).toMatch(/^tiger shark/);
    });

    it('a folder of photographs is read, each folder a class, and a broken file is a sentence', async () => {
      await page.setInputFiles('#folder', photographFolder(flowers!));
      await expect.poll(() => page.locator('.thumb').count()).toBe(7);
      await photographsReady(page);
      expect(await page.textContent('#broken')).toBe(
        'broken.jpg is left out: the browser cannot decode its 8 bytes.',
      );
      expect(await page.locator('.thumb input').last().getAttribute('aria-label')).toBe(
        '11_daisy: image_0803.jpg',
      );
      expect(await faults(page)).toEqual([]);
    });
  },
);
