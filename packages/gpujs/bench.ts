import { availableParallelism } from 'node:os';
import { chromiumFlags, findChromium, isolationHeaders } from '@ggem/browser';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { measure, type Timing } from './bench/measure.ts';
import type {} from './bench/page.ts';

/** Times poolings on every device: cpu and webasm in Node, all four in headless Chromium. */
const runs = Number(process.argv[2] ?? 9);
/** As the paper starts, and as training leaves it. */
const exponents = [3, 3.3];

console.log(`8 × 196 × 768, gem, median of ${runs} runs, ${availableParallelism()} cores\n`);
console.log('| device | p | plain JavaScript | naive kernel | stable kernel | stable / naive |');
console.log('|---|---|---|---|---|---|');
for (const mode of ['cpu', 'webasm']) {
  for (const p of exponents)
    print(`Node ${process.versions.node.split('.')[0]}`, await measure(mode, p, runs));
}
await measureInBrowser(['cpu', 'webasm', 'webgl2', 'webgpu']);

function print(where: string, { device, p, plain, naive, stable }: Timing): void {
  const [a, b, c] = [plain, naive, stable].map((ms) => `${ms.toFixed(1)} ms`);
  console.log(`| ${device}, ${where} | ${p} | ${a} | ${b} | ${c} | ${(stable / naive).toFixed(2)} |`);
}

async function measureInBrowser(modes: readonly string[]): Promise<void> {
  const root = new URL('.', import.meta.url).pathname;
  const server = await createServer({
    root,
    server: { headers: isolationHeaders, hmr: false },
    logLevel: 'error',
  });
  await server.listen(0);
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls!.local[0]}bench/page.html`);
    await page.waitForFunction(() => globalThis.measureReady);
    const where = `Chromium ${browser.version().split('.')[0]}`;
    for (const mode of modes) {
      for (const p of exponents) {
        try {
          const timing = await page.evaluate(
            async ([mode, p, runs]) => (await globalThis.measureReady)(mode, p, runs),
            [mode, p, runs] as const,
          );
          print(where, timing);
        } catch (error) {
          console.log(`| ${mode}, ${where} | ${p} | unavailable | | | |`);
          console.error(error);
        }
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
}
