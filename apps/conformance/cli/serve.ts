import { listen } from '@ggem/scripts/src/listen.ts';
import { serveFolder } from '@ggem/scripts/src/serveFolder.ts';
import { pageFolder } from './browserHost.ts';
import { UsageError } from './options.ts';

/** Serves the page until it is interrupted. */
export async function serve(portText: string | undefined, signal: AbortSignal): Promise<void> {
  const port = readPort(portText);
  const server = serveFolder(pageFolder);
  await listen(server, port);
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  console.log(`Test your browser here: http://localhost:${taken} (Ctrl-C stops it)`);
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  server.closeAllConnections();
  server.close();
}

function readPort(text: string | undefined): number {
  if (!text) return 4174;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`PORT must be a number from 1 to 65535, but is "${text}". Try PORT=4174.`);
}
