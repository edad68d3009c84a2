import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium, patience } from '@ggem/browser';
import { attachPooling } from '@ggem/onnx';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import policies from '../data/policies.json' with { type: 'json' };
import { shared } from '../measure/shared.ts';
import { editorFields } from '../site/editorFields.ts';
import { editorForm } from '../site/editorForms.ts';
import { pageOf, serveAsItIs, servePage } from './support/bundle.ts';
import { docs } from './support/docs.ts';
import { layPackages } from './support/runs.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** The lines that a script prints in a page, up to the given number of lines or to an error. */
async function printed(script: string, lines: number, policy?: string): Promise<readonly string[]> {
  const served = await servePage(await pageOf(script, docs), {}, policy);
  const page = await browser.newPage();
  const said: string[] = [];
  let enough = (): void => {};
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const say = (text: string): void => {
    said.push(text);
    if (said.length >= lines || text.startsWith('failed')) enough();
  };
  page.on('console', (message) => {
    if (message.type() === 'log') say(message.text());
  });
  page.on('pageerror', (error) => say(`failed: ${error.message}`));
  await page.goto(served.url);
  await done;
  await page.close();
  served.close();
  return said;
}

describe('in a page', () => {
  it('the gpu.js pipeline stays on the GPU and gives the numbers of Node', async () => {
    const inNode = await readFile(join(docs, 'recipes/gpujs-pipeline/gpujs-pipeline.txt'), 'utf8');
    const lines = await printed('recipes/gpujs-pipeline/gpujs-pipeline.mjs', 3);
    expect(lines.join('\n')).toBe(inNode.trim().replace('webasm', 'webgl2'));
  });

  it('the first lines of WebGPU print what their page says', async () => {
    const said = await readFile(join(docs, 'start/webgpu.txt'), 'utf8');
    const policy = "default-src 'self'; script-src 'self'";
    expect(await printed('start/webgpu.js', 1, policy)).toEqual([said.trim()]);
  });

  it('a worker pools', async () => {
    const said = await readFile(join(docs, 'recipes/environments/web-worker.txt'), 'utf8');
    expect(await printed('recipes/environments/web-worker.js', 1)).toEqual([said.trim()]);
  });

  it('an import map finds the file of each package without a bundler, threads inside', async () => {
    const recipe = join(docs, 'recipes/script-tag');
    const folder = await mkdtemp(join(tmpdir(), 'ggem-script-'));
    await layPackages(folder, ['simd', 'tfjs']);
    await mkdir(join(folder, 'node_modules/@tensorflow'));
    await symlink(join(docs, 'node_modules/@tensorflow/tfjs'), join(folder, 'node_modules/@tensorflow/tfjs'));
    await cp(join(recipe, 'index.html'), join(folder, 'index.html'));
    const served = await serveAsItIs(folder);
    const page = await browser.newPage();
    page.setDefaultTimeout(patience.testTimeout);
    await page.goto(served.url);
    await page.getByText('simd').waitFor();
    const text = await page.locator('output').textContent();
    // As a text: vitest would make a call of its own of `import`.
    const onTwo = await page.evaluate(`import('@ggem/simd').then(async ({ loadSimd }) => {
      const simd = await loadSimd({ threads: 2, threadsFrom: 1 });
      const pooling = simd.createPooling({ type: 'mean' }, { channels: 2 });
      const pooled = await pooling.poolParallel({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2] });
      return { threads: simd.threads, pooled: [...pooled] };
    })`);
    await page.close();
    served.close();
    await rm(folder, { recursive: true });
    expect(onTwo).toEqual({ threads: 2, pooled: [2, 3] });
    await expect(text).toMatchFileSnapshot(join(recipe, 'page.txt'));
  });

  it('the form of a Start page sends exactly its fields to an online editor, and nothing before the click', async () => {
    const context = await browser.newContext();
    const asked: string[] = [];
    const sent = new Promise<string>((resolve) => {
      context.route('https://stackblitz.com/**', (route) => {
        asked.push(`${route.request().method()} ${route.request().url()}`);
        resolve(route.request().postData() ?? '');
        return route.fulfill({ body: 'An editor.' });
      });
    });
    const page = await context.newPage();
    await page.setContent(editorForm('onnx'));
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Open in StackBlitz' }).click();
    const fields = [...new URLSearchParams(await sent)].map(([name, text]) => [
      name,
      text.replaceAll('\r', ''),
    ]);
    await context.close();
    expect(asked).toEqual(['POST https://stackblitz.com/run?file=main.js']);
    expect(Object.fromEntries(fields)).toEqual(editorFields('onnx'));
  });

  it('five poolings of one photograph share the tokens on the card', async () => {
    const model = join(shared, 'models/vit_tiny_patch16_224.onnx');
    if (!existsSync(model)) {
      console.log('onnx-on-the-card: not run, ../shared has no model.');
      return;
    }
    const served = await servePage(join(docs, 'recipes/onnx-on-the-card'), { 'vit.onnx': model });
    const page = await browser.newPage();
    page.setDefaultTimeout(patience.testTimeout);
    await page.goto(served.url);
    await page.getByText('Ready.').waitFor();
    await page.locator('input').setInputFiles(join(shared, 'data/imagenet-samples/283_Persian_cat.jpg'));
    await page.getByText('ggem: 192 numbers').waitFor();
    const text = await page.locator('output').textContent();
    await page.close();
    served.close();
    await expect(text).toMatchFileSnapshot(join(docs, 'recipes/onnx-on-the-card/page.txt'));
  });

  it('the ONNX model with a pooling answers for a photograph', async () => {
    const model = join(shared, 'models/vit_tiny_patch16_224.onnx');
    if (!existsSync(model)) {
      console.log('onnx-page: not run, ../shared has no model.');
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'ggem-onnx-'));
    const spec = { type: 'ggem', groups: 3, p: 3, negatives: 'shift', prefixTokens: 1 } as const;
    const edited = attachPooling(await readFile(model), spec, { tokens: 'tokens', normalize: true });
    await writeFile(join(folder, 'vit-ggem.onnx'), edited.toBytes());
    const served = await servePage(join(docs, 'recipes/onnx-page'), {
      'vit-ggem.onnx': join(folder, 'vit-ggem.onnx'),
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(patience.testTimeout);
    await page.goto(served.url);
    await page.getByText('Ready.').waitFor();
    await page.locator('input').setInputFiles(join(shared, 'data/imagenet-samples/283_Persian_cat.jpg'));
    await page.getByText('192 numbers').waitFor();
    const text = await page.locator('output').textContent();
    await page.close();
    served.close();
    await rm(folder, { recursive: true });
    await expect(`${text}\n`).toMatchFileSnapshot(join(docs, 'recipes/onnx-page/page.txt'));
  });
});

describe('under a content security policy', () => {
  const base = "default-src 'self'; script-src 'self'";
  const adapters = Object.entries(policies);

  it.each(adapters)('%s runs with what the security page says', async (name, needs) => {
    expect(await printed(`start/${name}.mjs`, 1, `${base} ${needs}`)).not.toMatchObject([
      expect.stringContaining('failed'),
    ]);
  });

  it.each(adapters.filter(([, needs]) => needs !== ''))('%s does not run without', async (name) => {
    expect(await printed(`start/${name}.mjs`, 1, base)).toMatchObject([expect.stringContaining('failed')]);
  });
});
