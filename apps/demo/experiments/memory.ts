import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumFlags, findChromium } from '@ggem/browser';
import { type CDPSession, chromium, type Page } from 'playwright';
import { servePage } from '../test/servePage.ts';

/** Measured when so many photographs were read. */
const counts = [100, 300, 500];

const { values } = parseArgs({
  options: { photographs: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help || values.photographs === undefined) {
  console.log(`Memory of the photographs page while photographs are added to it.

Usage: npx tsx experiments/memory.ts --photographs DIR

  --photographs DIR  at least ${counts.at(-1)} image files`);
  process.exit(values.help ? 0 : 1);
}
const files = readdirSync(values.photographs)
  .filter((name) => /\.jpe?g$/i.test(name))
  .slice(0, counts.at(-1))
  .map((name) => join(values.photographs!, name));
const profile = mkdtempSync(join(tmpdir(), 'ggem-memory-'));
const served = await servePage();
// A profile on disk, as a visitor has it: private windows keep such files in memory.
const context = await chromium.launchPersistentContext(profile, {
  executablePath: await findChromium(),
  args: [
    ...chromiumFlags.filter((flag) => !/webgpu|angle|swiftshader/.test(flag)),
    '--disable-gpu',
    '--enable-blink-features=ForceEagerMeasureMemory',
  ],
});
try {
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  await page.goto(served.url);
  await page.waitForSelector('body[data-state="ready"]');
  const browser = await context.browser()?.newBrowserCDPSession();
  console.log('photographs  page and worker  renderer process  tokens on disk');
  let before = 0;
  for (const count of counts) {
    await page.setInputFiles('#files', files.slice(before, count));
    await page.waitForFunction((all) => document.querySelectorAll('.thumb').length === all, count);
    await page.waitForSelector('#reading', { state: 'hidden' });
    await page.waitForSelector('#tiles[aria-busy="false"]');
    before = count;
    const [own, renderer, disk] = [await measured(page), await residentOf(browser), await onDisk(page)];
    console.log(
      `${String(count).padStart(11)}  ${megabytes(own)}  ${megabytes(renderer).padStart(19)}  ${megabytes(disk).padStart(14)}`,
    );
  }
} finally {
  await context.close();
  await served.close();
  rmSync(profile, { recursive: true, force: true });
}

/** Bytes of JavaScript and WebAssembly, of the page and its worker, after a collection. */
function measured(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ readonly bytes: number }>;
    };
    return (await measureUserAgentSpecificMemory.call(performance)).bytes;
  });
}

/** Resident bytes of the largest renderer process, from Linux. */
async function residentOf(browser: CDPSession | undefined): Promise<number | undefined> {
  const { processInfo = [] } = (await browser?.send('SystemInfo.getProcessInfo')) ?? {};
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) * 1024);
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

function onDisk(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('tokens');
    let bytes = 0;
    for await (const file of (
      folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }
    ).values())
      bytes += (await file.getFile()).size;
    return bytes;
  });
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : `${(bytes / 1e6).toFixed(1)} MB`.padStart(15);
}
