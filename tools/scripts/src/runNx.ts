import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { repository } from './repository.ts';

export interface NxRun {
  readonly code: number;
  /** Its output on both streams, in order. */
  readonly output: string;
}

export interface NxOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Takes each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** Runs an Nx command at the top of the repository, and ends with it when this process is stopped. */
export function runNx(args: readonly string[], options: NxOptions = {}): Promise<NxRun> {
  // The script of Nx, not its command: Windows cannot start a `.cmd` file without a shell.
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [nx, ...args], {
      cwd: repository,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        options.onOutput?.(text);
      });
    }
    const stop = () => child.kill('SIGTERM');
    process.once('exit', stop);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', stop);
      resolve({ code: code ?? 1, output });
    });
  });
}
