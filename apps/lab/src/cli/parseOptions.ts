import { parseArgs } from 'node:util';
import { didYouMean } from '@ggem/core';
import type { Options, Values } from './option.ts';
import { readValue } from './readValue.ts';
import { UsageError } from './usageError.ts';

/** Reads each option as it is declared. Throws a `UsageError` for what is unknown, and for anything that is no option. */
export function parseOptions<T extends Options>(
  operation: string,
  args: readonly string[],
  options: T,
): Values<T> {
  const declared = Object.entries(options);
  const config = declared.map(([name, { kind, isRepeated }]) => {
    const type: 'string' | 'boolean' = kind === undefined ? 'boolean' : 'string';
    return [name, { type, multiple: isRepeated === true }] as const;
  });
  const parsed = parse(operation, args, Object.fromEntries(config));
  const [more] = parsed.positionals;
  if (more !== undefined) {
    throw new UsageError(`${operation}: options are taken, but ${JSON.stringify(more)} came alone.`);
  }
  const values = declared.flatMap(([name, { kind }]) => {
    const given = parsed.values[name];
    if (given === undefined) return [];
    if (kind === undefined) return [[name, given] as const];
    const read = (text: unknown): unknown => readValue(kind, String(text), `${operation}: --${name}`);
    return [[name, Array.isArray(given) ? given.map(read) : read(given)] as const];
  });
  return Object.fromEntries(values) as Values<T>;
}

function parse(
  operation: string,
  args: readonly string[],
  options: Record<string, { readonly type: 'string' | 'boolean'; readonly multiple: boolean }>,
) {
  // Node takes a value that begins with a dash only after an equals sign.
  const joined: string[] = [];
  for (const arg of args) {
    if (/^-(\d|\.\d|inf)/.test(arg) && joined.at(-1)?.startsWith('--')) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  try {
    return parseArgs({ args: joined, options, allowPositionals: true, strict: true });
  } catch (error) {
    const { message } = error as Error;
    const [, unknown] = /^Unknown option '(.*?)'/.exec(message) ?? [];
    if (unknown !== undefined) {
      const known = Object.keys(options).map((name) => `--${name}`);
      throw new UsageError(`${operation}: option ${unknown} is unknown.${didYouMean(unknown, known)}`);
    }
    const [, named] = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
    const what = message.includes('does not take') ? 'takes no value' : 'needs a value';
    throw new UsageError(`${operation}: ${named === undefined ? message : `${named} ${what}.`}`);
  }
}
