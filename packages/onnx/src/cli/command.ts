import type { Console } from './console.ts';
import { listPoolings } from './listPoolings.ts';
import type { Options, Values } from './option.ts';
import { parseOptions } from './parseOptions.ts';
import { UsageError } from './usageError.ts';

/** What a command takes, what it does, and what its help says. */
export interface CommandText {
  /** One line in the list of commands. */
  readonly summary: string;
  /** The text after the name in the first line of the help. */
  readonly usage: string;
  readonly about: string;
  readonly options: Options;
  /** The text after the name in each example. */
  readonly examples: readonly string[];
}

/** A command of `ggem-onnx`. */
export interface Command extends CommandText {
  /** Runs it on its arguments, and gives the exit code. */
  readonly run: (args: readonly string[], console: Console) => Promise<number>;
}

/** Makes a command from its texts and from a function that gets the one file and the options. */
export function command<T extends Options>(
  name: string,
  texts: CommandText & { readonly options: T },
  run: (file: string, values: Values<T>, console: Console) => Promise<number>,
): Command {
  return {
    ...texts,
    run: async (args, console) => {
      const { file, values } = parseOptions(name, args, texts.options);
      const { pooling, json } = values as { readonly pooling?: unknown; readonly json?: unknown };
      if (pooling === 'list') return listPoolings(console, json === true);
      if (file === undefined) throw new UsageError(`${name}: a model is missing.`);
      return run(file, values, console);
    },
  };
}
