import { createServer, type Server } from 'node:http';
import sirv from 'sirv';
import { isolationHeaders } from '../../browser/src/isolationHeaders.ts';

/** A server of the files in a folder, cross-origin isolated so that the page may use WebAssembly threads. */
export function serveFolder(folder: string): Server {
  const serve = sirv(folder, {
    etag: true,
    setHeaders: (response) => {
      for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value);
      // The next build has the same file names with another content.
      response.setHeader('Cache-Control', 'no-cache');
    },
  });
  return createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    serve(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    });
  });
}
