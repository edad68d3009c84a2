import { didYouMean, GgemError } from '@ggem/core';
import { commands } from './commands.ts';
import type { Console } from './console.ts';
import { help, version } from './help.ts';
import { UsageError } from './usageError.ts';

/** Runs the command line and gives the exit code: 0, 1 after an error, which is written in one line, 130 after Ctrl-C. */
export async function main(args: readonly string[], console: Console, signal: AbortSignal): Promise<number> {
  const [name = '--help', ...rest] = args;
  const command = commands.get(name);
  if (name === '--version' || name === '-v') {
    console.out(await version());
    return 0;
  }
  if (args.includes('--help') || args.includes('-h') || args.length === 0) {
    console.out(help(name));
    return 0;
  }
  if (command === undefined) {
    console.err(
      `ggem-lab: ${JSON.stringify(name)} is no command; there is ${[...commands.keys()].join(', ')}.${didYouMean(name, [...commands.keys()])}\n`,
    );
    console.err('See ggem-lab --help\n');
    return 1;
  }
  try {
    return await command.run(rest, { console, signal });
  } catch (error) {
    if (signal.aborted) {
      console.err('\nStopped. What is done is kept: the same command goes on from there.\n');
      return 130;
    }
    if (!(error instanceof UsageError || error instanceof GgemError)) throw error;
    console.err(`${error.message}\n${error instanceof UsageError ? `See ggem-lab ${name} --help\n` : ''}`);
    return 1;
  }
}
