import { parseArgs } from 'node:util';
import { UsageError } from './usageError.ts';

interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
}

type Values<T extends Readonly<Record<string, Option>>> = {
  readonly [K in keyof T]?: T[K]['type'] extends 'boolean'
    ? boolean
    : T[K] extends { readonly multiple: true }
      ? string[]
      : string;
};

/** The one file that a command takes, and its options. */
export interface Parsed<T extends Readonly<Record<string, Option>>> {
  readonly file: string;
  readonly values: Values<T>;
}

/** Splits a command's arguments into the one file it takes and its options. */
export function parseOptions<T extends Readonly<Record<string, Option>>>(
  operation: string,
  args: readonly string[],
  options: T,
): Parsed<T> {
  let parsed: { values: object; positionals: string[] };
  try {
    parsed = parseArgs({ args: withNegatives(args), options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${operation}: ${complaint((error as Error).message)}`);
  }
  const [file, second] = parsed.positionals;
  if (file === undefined) throw new UsageError(`${operation}: a model is missing.`);
  if (second !== undefined) {
    throw new UsageError(`${operation}: one model is taken, but ${JSON.stringify(second)} came too.`);
  }
  return { file, values: parsed.values as Values<T> };
}

/** What Node says of wrong arguments, without its advice on those that begin with a dash. */
function complaint(message: string): string {
  const [, unknown] = /^Unknown option '(.*?)'/.exec(message) ?? [];
  if (unknown !== undefined) return `option ${unknown} is unknown.`;
  const [, named] = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
  if (named === undefined) return message;
  return message.includes('does not take') ? `${named} takes no value.` : `${named} needs a value.`;
}

/** Node takes a value that begins with a dash only behind an equals sign; a person writes `--p -1`. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    if (/^-(\d|\.\d|inf)/.test(arg) && joined.at(-1)?.startsWith('--')) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

/** A whole number from an option. */
export function wholeNumber(operation: string, option: string, text: string, least = 0): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(
    `${operation}: --${option} must be a whole number of at least ${least}, but ${JSON.stringify(text)} came.`,
  );
}
