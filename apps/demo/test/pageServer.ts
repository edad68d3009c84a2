import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built page is served while its tests run. */
    readonly pageUrl: string;
  }
}

const root = join(import.meta.dirname, '..');

/** Builds the page into a folder of its own and serves it, headers and all, as `vite preview` does. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), 'ggem-page-'));
  await build({ root, logLevel: 'error', build: { outDir } });
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0, strictPort: false },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
  project.provide('pageUrl', `http://localhost:${address.port}/`);
  return async () => {
    // Browsers keep connections open, and the server would wait for them.
    (server.httpServer as Server).closeAllConnections();
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  };
}
