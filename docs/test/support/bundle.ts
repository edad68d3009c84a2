import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder } from '@ggem/scripts/src/serveFolder.ts';
import { build } from 'vite';

export interface ServedPage {
  readonly url: string;
  readonly close: () => void;
}

/** Serves the page of a folder, bundled as its readers would do it, with more files and a content security policy. */
export async function servePage(
  folder: string,
  files: Readonly<Record<string, string>> = {},
  policy?: string,
): Promise<ServedPage> {
  const out = await mkdtemp(join(tmpdir(), 'ggem-page-'));
  await build({
    root: folder,
    base: './',
    logLevel: 'error',
    resolve: { alias: { 'onnxruntime-node': 'onnxruntime-web/wasm' } },
    worker: { format: 'es' },
    build: { outDir: out, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1e6 },
  });
  for (const [name, source] of Object.entries(files))
    await cp(source, join(out, name), { dereference: true });
  return serveAsItIs(out, policy);
}

/** Serves a folder as it lies there. */
export async function serveAsItIs(folder: string, policy?: string): Promise<ServedPage> {
  const server = serveFolder(folder);
  if (policy !== undefined) {
    server.prependListener('request', (_, response) => response.setHeader('Content-Security-Policy', policy));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
  };
}

/** A folder with a page that runs one script. It lies in the docs, so that packages are found from it. */
export async function pageOf(script: string, docs: string): Promise<string> {
  const folder = join(docs, 'node_modules/.cache/pages', script.replaceAll(/\W/g, '-'));
  await mkdir(folder, { recursive: true });
  const source = `<!doctype html><meta charset="utf-8"><title>A page</title><script type="module" src="./main.js"></script>`;
  await writeFile(join(folder, 'index.html'), source);
  await writeFile(join(folder, 'main.js'), `import ${JSON.stringify(join(docs, script))};\n`);
  return folder;
}
