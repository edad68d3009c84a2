import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { shared } from '../measure/shared.ts';
import { docs } from './support/docs.ts';

const run = promisify(execFile);

it('serves the pooled model in Python', async () => {
  const [model, photo] = ['models/vit_tiny_patch16_224.onnx', 'data/imagenet-samples/283_Persian_cat.jpg'];
  const [python, library] = [await findPython(), findLibrary()];
  const reason = [model, photo].some((path) => !existsSync(join(shared, path)))
    ? '../shared has no model or photographs'
    : python === undefined
      ? 'there is no Python with numpy and PIL'
      : library === undefined
        ? 'onnxruntime-node has no library for this machine'
        : undefined;
  if (reason !== undefined || python === undefined || library === undefined) {
    console.log(`serve-python: not run, ${reason}.`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'ggem-serve-'));
  // The model is the one that the recipe before writes.
  const script = join(docs, 'recipes/onnx-vit/onnx-vit.mjs');
  await run(process.execPath, [script, join(shared, model), join(shared, photo)], { cwd: folder });
  const port = await freePort();
  const server = spawn(python, [join(docs, 'recipes/serve-python/serve.py'), 'vit-ggem.onnx', String(port)], {
    cwd: folder,
    env: { ...process.env, ONNXRUNTIME_LIBRARY: library, PYTHONPATH: join(docs, 'test/support/python') },
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
  for (const name of ['python3', '/usr/bin/python3']) {
    const has = await run(name, ['-c', 'import numpy, PIL']).then(
      () => true,
      () => false,
    );
    if (has) return name;
  }
  return undefined;
}

function findLibrary(): string | undefined {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = join(dirname(entry), '../bin/napi-v6', process.platform, process.arch);
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((file) => /^libonnxruntime\.(so\.\d+|.*dylib)$/.test(file));
  return name === undefined ? undefined : join(folder, name);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
