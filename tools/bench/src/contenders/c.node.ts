import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Contender, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';

const source = join(import.meta.dirname, '../../c/powerMean.c');

const builds: readonly (readonly [variant: string, ...flags: string[]])[] = [
  ['128-bit', '-DLANES=4', '-msse4.1'],
  ['128-bit FMA', '-DLANES=4', '-mavx', '-mfma', '-mprefer-vector-width=128'],
  ['AVX2 FMA', '-DLANES=8', '-mavx2', '-mfma'],
];

/** The same loop in C, compiled here: what the processor can do. It runs in its own process, which times it. */
export const contenders: readonly Contender[] = builds.map(
  ([variant, ...flags]): Contender => ({
    adapter: 'C',
    device: 'cpu',
    how: 'baseline',
    variant,
    hosts: ['node'],
    can: ({ pass, p, query }) =>
      pass === 'forward' && p !== undefined && query === undefined && process.arch === 'x64',
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ggem-bench-'));
      const program = join(folder, 'powerMean');
      execFileSync('gcc', ['-O3', '-ffp-contract=fast', ...flags, source, '-o', program, '-lm'], {
        stdio: 'pipe',
      });
      return {
        prepare: (workload) => prepare(program, workload),
        close: () => rmSync(folder, { recursive: true }),
      };
    },
  }),
);

async function prepare(program: string, { x, p, batch, tokens, channels }: Workload): Promise<Job> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  for (const part of [Int32Array.of(batch, tokens, channels), p!, x]) {
    child.stdin.write(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  }
  const ask = asker(child);
  const timed = async (): Promise<number> => (await ask('f', 8)).readDoubleLE();
  return {
    run: async () => void (await timed()),
    timed,
    result: async () => {
      const bytes = Buffer.from(await ask('y', batch * channels * 4));
      return new Float32Array(bytes.buffer, bytes.byteOffset, batch * channels);
    },
    dispose: () => {
      child.stdin.end();
    },
  };
}

/** Sends a command and waits for an answer of so many bytes. */
function asker(
  child: ChildProcessByStdio<Writable, Readable, null>,
): (command: string, bytes: number) => Promise<Buffer> {
  let pending = Buffer.alloc(0);
  let heard = (): void => {};
  let broken: Error | undefined;
  child.stdout.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data]);
    heard();
  });
  const fail = (why: string): void => {
    broken = new Error(why);
    heard();
  };
  child.on('error', ({ message }) => fail(message));
  child.on('exit', (code) => fail(`the program ended with ${code}`));
  child.stdin.on('error', ({ message }) => fail(message));
  return async (command, bytes) => {
    child.stdin.write(command);
    while (pending.length < bytes) {
      if (broken) throw broken;
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
    const answer = Buffer.from(pending.subarray(0, bytes));
    pending = pending.subarray(bytes);
    return answer;
  };
}
