import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what stderr holds so far, and the process. */
  readonly onError?: (text: string, child: ChildProcess) => void;
  /** Default: the command without its build. */
  readonly script?: string;
}

/** Runs the command with arguments, as a shell would. */
export function command(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { env = {}, onError, script = 'test/support/built.ts' } = options;
  const folder = join(import.meta.dirname, '../..');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: folder,
      env: { ...process.env, REQUIRED_DEVICES: '', ...env },
    });
    const ended = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ended.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ended.err += text;
      onError?.(ended.err, child);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...ended }));
  });
}
