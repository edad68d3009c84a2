import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';

const root = join(import.meta.dirname, '..');

/** The built page while it is served. */
export interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Builds the page into a folder of its own and serves it, headers and all, as `vite preview` does. */
export async function servePage(): Promise<ServedPage> {
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
  return {
    url: `http://localhost:${address.port}/`,
    close: async () => {
      // Browsers keep connections open, and the server would wait for them.
      (server.httpServer as Server).closeAllConnections();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
