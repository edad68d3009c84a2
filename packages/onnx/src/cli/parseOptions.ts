import { parseArgs } from 'node:util';
import { didYouMean } from '@ggem/core';
import type { Options, Values } from './option.ts';
import { readValue } from './readValue.ts';
import { UsageError } from './usageError.ts';

/** The one file that a command takes, where it came, and its options. */
export interface Parsed<T extends Options> {
  readonly file: string | undefined;
  readonly values: Values<T>;
}

/** Splits the arguments of a command into its one file and its options, and reads each option as it is declared. */
export function parseOptions<T extends Options>(
  operation: string,
  args: readonly string[],
  options: T,
): Parsed<T> {
  const declared = Object.entries(options);
  const config = declared.map(([name, { kind, short, isRepeated }]) => {
    const type: 'string' | 'boolean' = kind === undefined ? 'boolean' : 'string';
    return [name, { type, multiple: isRepeated === true, ...(short !== undefined && { short }) }] as const;
  });
  let parsed: { values: Readonly<Record<string, unknown>>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: withNegatives(args),
      options: Object.fromEntries(config),
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(`${operation}: ${complaint((error as Error).message, options)}`);
  }
  const [file, second] = parsed.positionals;
  if (second !== undefined) {
    throw new UsageError(`${operation}: one model is taken, but ${JSON.stringify(second)} came too.`);
  }
  const values = declared.flatMap(([name, { kind }]) => {
    const given = parsed.values[name];
    if (given === undefined) return [];
    const read = (text: string): unknown => kind && readValue(kind, text, `${operation}: --${name}`);
    if (typeof given === 'boolean') return [[name, given] as const];
    return [[name, Array.isArray(given) ? given.map(read) : read(given as string)] as const];
  });
  return { file, values: Object.fromEntries(values) as Values<T> };
}

/** Node's message about wrong arguments, without its advice on those that begin with a dash. */
function complaint(message: string, options: Options): string {
  const [, unknown] = /^Unknown option '(.*?)'/.exec(message) ?? [];
  if (unknown !== undefined) {
    const known = Object.keys(options).map((name) => `--${name}`);
    return `option ${unknown} is unknown.${didYouMean(unknown, known)}`;
  }
  const [, named] = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
  if (named === undefined) return message;
  return message.includes('does not take') ? `${named} takes no value.` : `${named} needs a value.`;
}

/** Writes `--p -1` as `--p=-1`: Node takes a value that begins with a dash only after an equals sign. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    if (/^-(\d|\.\d|inf)/.test(arg) && joined.at(-1)?.startsWith('--')) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}
