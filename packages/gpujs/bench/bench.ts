import { availableParallelism } from 'node:os';
import { chromiumFlags, findChromium, isolationHeaders } from '@ggem/browser';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { measure, type Timing } from './measure.ts';
import type {} from './page.ts';

/** Times poolings on every device: cpu and webasm in Node, webgl2 and webgpu in headless Chromium. */
const runs = Number(process.argv[2] ?? 15);
const timings: (Timing & { readonly where: string })[] = [];
for (const mode of ['cpu', 'webasm']) {
  timings.push({ where: `Node ${process.version}`, ...(await measure(mode, runs)) });
}
timings.push(...(await inBrowser(['webgl2', 'webgpu'])));

console.log(`8 × 196 × 768, gem with p = 3, median of ${runs} runs, ${availableParallelism()} cores\n`);
console.log('| device | plain JavaScript | naive kernel | stable kernel | stable / naive |');
console.log('|---|---|---|---|---|');
for (const { device, where, plain, naive, stable } of timings) {
  const [a, b, c] = [plain, naive, stable].map((ms) => `${ms.toFixed(1)} ms`);
  console.log(`| ${device}, ${where} | ${a} | ${b} | ${c} | ${(stable / naive).toFixed(2)} |`);
}

async function inBrowser(modes: readonly string[]): Promise<(Timing & { readonly where: string })[]> {
  const root = new URL('..', import.meta.url).pathname;
  const server = await createServer({ root, server: { headers: isolationHeaders }, logLevel: 'error' });
  await server.listen(0);
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls!.local[0]}bench/page.html`);
    const where = `Chromium ${browser.version().split('.')[0]}`;
    const measured: (Timing & { readonly where: string })[] = [];
    for (const mode of modes) {
      const timing = await page.evaluate(
        async ([mode, runs]) => (await globalThis.measureReady)(mode, runs),
        [mode, runs] as const,
      );
      measured.push({ where, ...timing });
    }
    return measured;
  } finally {
    await browser.close();
    await server.close();
  }
}
