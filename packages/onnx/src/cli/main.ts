import { didYouMean, GgemError } from '@ggem/core';
import { commands } from './commands.ts';
import type { Console } from './console.ts';
import { help, version } from './help.ts';
import { UsageError } from './usageError.ts';

/** Runs the command line and returns the exit code: 0, or 1 after an error, which is written in one line. */
export async function main(args: readonly string[], console: Console): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.out(help(commands.has(rest[0] ?? '') ? rest[0] : undefined));
    return 0;
  }
  if (name === '--version' || name === '-v') {
    console.out(await version());
    return 0;
  }
  try {
    const command = commands.get(name);
    if (command === undefined) {
      throw new UsageError(
        `ggem-onnx: command must be one of ${[...commands.keys()].join(', ')}, but ${JSON.stringify(name)} came.${didYouMean(name, [...commands.keys()])}`,
      );
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      console.out(help(name));
      return 0;
    }
    return await command.run(rest, console);
  } catch (error) {
    if (error instanceof UsageError) {
      console.err(`${error.message}\nSee ggem-onnx ${commands.has(name) ? `${name} ` : ''}--help\n`);
      return 1;
    }
    if (error instanceof GgemError) {
      console.err(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
