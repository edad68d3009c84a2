import { createServer, type Server } from 'node:http';

/**
 * Listens for this machine only. Both its addresses (IPv4 and IPv6) must be free: else a browser that asks for `localhost`
 * could reach another program on the other one.
 */
export async function listen(server: Server, port: number): Promise<void> {
  const probe = createServer();
  await bind(probe, port, '::1');
  await new Promise((resolve) => probe.close(resolve));
  await bind(server, port, '127.0.0.1');
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // On a machine without IPv6, no other program can answer there.
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve();
      else if (error.code === 'EADDRINUSE') {
        reject(
          new Error(
            `Port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1}.`,
          ),
        );
      } else if (error.code === 'EACCES') {
        reject(new Error(`Port ${port} needs more rights. Choose one from 1024 up: PORT=4173.`));
      } else reject(error);
    });
    server.listen(port, host, resolve);
  });
}
