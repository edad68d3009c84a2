import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usageError.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
/** What a command line gave, by option. */
type Values<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>['values'];

/** The options of a command line. Throws a `UsageError` for one that is unknown or lacks its value. */
export function parseOptions<const T extends Options>(args: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message} See --help.`);
  }
}
