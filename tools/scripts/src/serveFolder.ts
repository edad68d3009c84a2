import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { isolationHeaders } from '../../browser/src/isolationHeaders.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** A server of the files in a folder, cross-origin isolated so that the page may use WebAssembly threads. */
export function serveFolder(folder: string): Server {
  return createServer((request, response) => {
    const path = fileFor(folder, request.url ?? '/');
    for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value);
    // The next build has other files under the same names.
    response.setHeader('Cache-Control', 'no-cache');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    } else if (path === undefined) {
      response.writeHead(404, { 'Content-Type': types['.txt'] }).end('Not found\n');
    } else {
      response.writeHead(200, {
        'Content-Type': types[extname(path)] ?? 'application/octet-stream',
        'Content-Length': statSync(path).size,
      });
      if (request.method === 'HEAD') response.end();
      // A visitor who leaves early is no error.
      else pipeline(createReadStream(path), response, () => {});
    }
  });
}

function fileFor(folder: string, url: string): string | undefined {
  const root = resolve(folder);
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const path = join(root, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    const file = path.startsWith(root + sep) && statSync(path).isFile();
    return file ? path : undefined;
  } catch {
    // No such file, or an address that cannot be decoded.
    return undefined;
  }
}
