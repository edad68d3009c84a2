import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { shared } from '../measure/shared.ts';
import { docs } from './support/docs.ts';

const run = promisify(execFile);

it('serves the pooled model in Python', async ({ skip }) => {
  const [model, photo] = ['models/vit_tiny_patch16_224.onnx', 'data/imagenet-samples/283_Persian_cat.jpg'];
  const isMissing = [model, photo].some((path) => !existsSync(join(shared, path)));
  const python = isMissing ? undefined : await findPython();
  if (python === undefined) {
    const reason = isMissing
      ? '../shared has no model or photographs'
      : 'there is no Python with onnxruntime, numpy and PIL (SERVE_PYTHON may name one)';
    return skip(reason);
  }
  const folder = await mkdtemp(join(tmpdir(), 'ggem-serve-'));
  // The model is the one that the recipe before writes.
  const script = join(docs, 'recipes/onnx-vit/onnx-vit.mjs');
  await run(process.execPath, [script, join(shared, model), join(shared, photo)], { cwd: folder });
  const port = await freePort();
  const server = spawn(python, [join(docs, 'recipes/serve-python/serve.py'), 'vit-ggem.onnx', String(port)], {
    cwd: folder,
    stdio: 'ignore',
  });
  try {
    const embedding = await ask(server, `http://127.0.0.1:${port}`, await readFile(join(shared, photo)));
    expect(embedding).toHaveLength(192);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    const first = embedding.slice(0, 3).map((value) => value.toFixed(2));
    await expect(`[${first.join(', ')}, ...\n`).toMatchFileSnapshot(
      join(docs, 'recipes/serve-python/serve.txt'),
    );
    const answers = await Promise.all(
      ['no photograph', ''].map((body) => fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('The body must be a photograph');
    }
  } finally {
    server.kill();
    await rm(folder, { recursive: true });
  }
});

/** Asks until the server is there, or has ended. */
async function ask(server: ChildProcess, url: string, photo: Buffer): Promise<readonly number[]> {
  for (;;) {
    try {
      const response = await fetch(url, { method: 'POST', body: new Uint8Array(photo) });
      return (await response.json()) as number[];
    } catch (error) {
      if (server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function findPython(): Promise<string | undefined> {
  for (const name of [process.env.SERVE_PYTHON, 'python3', '/usr/bin/python3']) {
    if (name === undefined) continue;
    const has = await run(name, ['-c', 'import onnxruntime, numpy, PIL']).then(
      () => true,
      () => false,
    );
    if (has) return name;
  }
  return undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
