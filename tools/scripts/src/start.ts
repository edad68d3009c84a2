import { createServer } from 'node:http';
import { join } from 'node:path';
import { listen } from './listen.ts';
import { readPort } from './readPort.ts';
import { repository } from './repository.ts';
import { runNx } from './runNx.ts';
import { serveFolder } from './serveFolder.ts';

/** `pnpm start`: builds the demo and what it needs, then serves it until Ctrl-C. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));

try {
  const port = readPort(process.env.PORT);
  // A taken port is known before the build; serving waits for it, so that nobody meets half a demo.
  const probe = createServer();
  await listen(probe, port);
  await new Promise((resolve) => probe.close(resolve));
  console.log('Building the demo ...');
  const build = await runNx(['run', '@ggem/demo:build', '--output-style=static']);
  if (build.code !== 0) throw new Error(`${build.output}\nThe demo could not be built: see above.`);
  await listen(serveFolder(join(repository, 'apps/demo/dist')), port);
  console.log(`The demo is ready: http://localhost:${port} (Ctrl-C stops it)`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
