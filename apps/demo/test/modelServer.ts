import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of another origin than the page. */
export interface ModelServer {
  readonly address: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  readonly close: () => void;
}

/** Serves a model as `open.onnx`, the same to no other page as `private.onnx`, and what else may lie at an address. */
export async function serveModels(model: Uint8Array): Promise<ModelServer> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url !== '/private.onnx') response.setHeader('Access-Control-Allow-Origin', '*');
    if (url === '/missing.onnx') response.writeHead(404).end();
    else if (url.includes('/blob/')) response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
    else if (url === '/pointer.onnx') response.end('version https://git-lfs.github.com/spec/v1');
    else if (url === '/huge.onnx') response.setHeader('Content-Length', 3e9).flushHeaders();
    else response.end(model);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
