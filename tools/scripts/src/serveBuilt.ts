import { createServer } from 'node:http';
import { join } from 'node:path';
import { listen } from './listen.ts';
import { readPort } from './readPort.ts';
import { repository } from './repository.ts';
import { runNx } from './runNx.ts';
import { serveFolder } from './serveFolder.ts';

export interface Built {
  readonly project: string;
  /** Path of the built folder, from the top of the repository. */
  readonly folder: string;
  /** The name to print, such as `demo`. */
  readonly name: string;
  readonly port: string | undefined;
}

/** Builds a project and what it needs, then serves the folder it wrote until Ctrl-C. */
export async function serveBuilt({ project, folder, name, port: wanted }: Built): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  try {
    const port = readPort(wanted);
    // The port is tried before the build, which may take long. The server starts after it, so that it never serves half a build.
    const probe = createServer();
    await listen(probe, port);
    await new Promise((resolve) => probe.close(resolve));
    console.log(`Building the ${name} ...`);
    const build = await runNx(['run', `${project}:build`, '--output-style=static']);
    if (build.code !== 0) throw new Error(`${build.output}\nThe ${name} could not be built: see above.`);
    await listen(serveFolder(join(repository, folder)), port);
    console.log(`The ${name} is ready: http://localhost:${port} (Ctrl-C stops it)`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
