import { readFile } from 'node:fs/promises';
import { GgemError } from '@ggem/core';
import type { Console } from './console.ts';
import { help } from './help.ts';
import { parseOptions } from './parseOptions.ts';
import { train } from './train.ts';
import { UsageError } from './usageError.ts';

/** Runs the command line and gives the exit code: 0, 1 after an error, which is written in one line, 130 after Ctrl-C. */
export async function main(args: readonly string[], console: Console, signal: AbortSignal): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    console.out(help());
    return 0;
  }
  if (args.includes('--version') || args.includes('-v')) {
    const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    console.out((JSON.parse(manifest) as { version: string }).version);
    return 0;
  }
  try {
    const { model, values } = parseOptions(args);
    return await train(model, values, console, signal);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof GgemError)) throw error;
    console.err(`${error.message}\n${error instanceof UsageError ? 'See ggem-train --help\n' : ''}`);
    return 1;
  }
}
