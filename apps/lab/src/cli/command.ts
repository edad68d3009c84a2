import type { Console } from './console.ts';
import type { Options, Values } from './option.ts';
import { parseOptions } from './parseOptions.ts';
import { readConfig } from './readConfig.ts';

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

/** Where a command runs. */
export interface Setting {
  readonly console: Console;
  readonly signal: AbortSignal;
}

/** A command of `ggem-lab`. */
export interface Command extends CommandText {
  /** Runs it on its arguments, and gives the exit code. */
  readonly run: (args: readonly string[], setting: Setting) => Promise<number>;
}

const config = {
  kind: 'text',
  value: 'FILE',
  help: 'a JSON file with options by these names; those on the\ncommand line win',
} as const;

/** Makes a command from its texts and from a function that gets the options, those of a file among them. */
export function command<T extends Options>(
  name: string,
  texts: CommandText & { readonly options: T },
  run: (values: Values<T>, setting: Setting) => Promise<number>,
): Command {
  const options = { ...texts.options, config };
  return {
    ...texts,
    options,
    run: async (args, setting) => {
      const given: Values<T> = parseOptions(name, args, options);
      const { config: file } = parseOptions(name, args, options) as Values<{
        readonly config: typeof config;
      }>;
      const fromFile = file === undefined ? {} : await readConfig(name, file, texts.options);
      return run({ ...fromFile, ...given }, setting);
    },
  };
}
