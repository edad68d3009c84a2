import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen } from '../src/listen.ts';
import { serveFolder } from '../src/serveFolder.ts';

let folder: string;
let server: Server;
let origin: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serve-folder-'));
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site/index.html'), '<p>hello</p>');
  writeFileSync(join(folder, 'site/a b.wasm'), 'wasm');
  server = serveFolder(join(folder, 'site'));
  await listen(server, 0);
  origin = `http://127.0.0.1:${port(server)}`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

test('serves the index page, cross-origin isolated', async () => {
  const response = await fetch(origin);
  expect(await response.text()).toBe('<p>hello</p>');
  expect(response.headers.get('content-type')).toBe('text/html;charset=utf-8');
  expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
});

test('serves WebAssembly as such, under a name with a space', async () => {
  const response = await fetch(`${origin}/a%20b.wasm?v=1`);
  expect(await response.text()).toBe('wasm');
  expect(response.headers.get('content-type')).toBe('application/wasm');
});

test.each(['/none.txt', '/%', '/..%2fsecret.txt', '/%2e%2e/secret.txt'])('does not find %s', async (path) => {
  expect(await rawStatus(path)).toBe(404);
});

test('answers other methods with 405', async () => {
  expect((await fetch(origin, { method: 'POST' })).status).toBe(405);
});

test('says which port is taken, and what to do', async () => {
  const taken = port(server);
  await expect(listen(createServer(), taken)).rejects.toThrow(
    `Port ${taken} is taken by another program. Stop it, or choose another: PORT=${taken + 1}.`,
  );
});

function port(of: Server): number {
  return (of.address() as AddressInfo).port;
}

/** `fetch` would tidy the path before it is sent. */
function rawStatus(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(origin, { path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}
