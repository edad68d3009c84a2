import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const docs = join(import.meta.dirname, '../..');

/** The Start pages whose code runs without a page. */
export const startPages = ['core', 'simd', 'onnx', 'tfjs', 'gpujs'] as const;

/** How a runtime is called with a program. */
export const runtimes = {
  Node: ['node'],
  Bun: ['bun'],
  Deno: ['deno', 'run', '--allow-all', '--node-modules-dir=manual'],
} as const;

/** Runs the code of a Start page: nothing where it prints what its page says, else what came instead. */
export async function runStartPage(
  command: readonly string[],
  file: string,
  page: (typeof startPages)[number],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const said = readFileSync(join(docs, `start/${page}.txt`), 'utf8');
  const [program = '', ...args] = command;
  return run(program, [...args, file], { env: plain(env) }).then(
    ({ stdout }) => (sameNumbers(stdout, said) ? undefined : `printed ${stdout.trim()}`),
    (error: { stderr?: string; message: string }) => firstLine(error.stderr || error.message),
  );
}

/** Without colours: where both variables are set, runtimes differ in which they follow. */
function plain({ FORCE_COLOR: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, NO_COLOR: '1' };
}

/** Runtimes show an array in a way of their own: `[ 2, 768 ]`, `[2, 768]`, one a line. */
function sameNumbers(one: string, other: string): boolean {
  const bare = (text: string): string => text.replaceAll(/[\s,[\]]+/g, ' ').trim();
  return bare(one).endsWith(bare(other));
}

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => /error/i.test(line)) ?? lines.find((line) => line !== '') ?? 'it failed';
}
