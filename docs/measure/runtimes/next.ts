import { execFile, spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launchChromium } from '@ggem/browser';

const run = promisify(execFile);
const recipe = join(import.meta.dirname, '../../recipes/nextjs');

/** Builds the recipe for Next.js in a folder with everything installed, runs it, and gives the lines that its page shows. */
export async function runNext(folder: string): Promise<readonly string[]> {
  await cp(recipe, folder, { recursive: true, filter: (file) => !/\.(md|txt)$/.test(file) });
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  const next = join(folder, 'node_modules/next/dist/bin/next');
  await run(process.execPath, [next, 'build'], { cwd: folder, env, maxBuffer: 2 ** 26 });
  const port = await freePort();
  const args = [next, 'start', '--port', String(port), '--hostname', '127.0.0.1'];
  const server = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await launchChromium();
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.on('data', (text) => String(text).includes('Ready') && resolve());
      server.once('exit', (code) => reject(new Error(`next start ended with ${code}.`)));
    });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.getByText('Page: tfjs').waitFor();
    return await page.locator('p').allTextContents();
  } finally {
    await browser.close();
    server.kill();
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
