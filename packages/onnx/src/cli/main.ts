import { GgemError } from '@ggem/core';
import { attach } from './attach.ts';
import type { Console } from './console.ts';
import { extract } from './extract.ts';
import { help, type Topic, topics, version } from './help.ts';
import { inspect } from './inspect.ts';
import { replace } from './replace.ts';
import { UsageError } from './usageError.ts';
import { verify } from './verify.ts';

const commands = { inspect, attach, replace, verify, extract } as const;

/** Runs the command line and gives the exit code: 0, or 1 after an error, which is told in one line. */
export async function main(args: readonly string[], console: Console): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.out(help(isTopic(rest[0]) ? rest[0] : undefined));
    return 0;
  }
  if (name === '--version' || name === '-v') {
    console.out(await version());
    return 0;
  }
  try {
    if (!isTopic(name)) {
      throw new UsageError(
        `ggem-onnx: command must be one of ${topics.join(', ')}, but ${JSON.stringify(name)} came.`,
      );
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      console.out(help(name));
      return 0;
    }
    return await commands[name](rest, console);
  } catch (error) {
    if (error instanceof UsageError) {
      console.err(`${error.message}\nSee ggem-onnx ${isTopic(name) ? `${name} ` : ''}--help\n`);
      return 1;
    }
    if (error instanceof GgemError) {
      console.err(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

function isTopic(name: string | undefined): name is Topic {
  return (topics as readonly (string | undefined)[]).includes(name);
}
