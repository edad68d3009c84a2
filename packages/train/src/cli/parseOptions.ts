import { parseArgs } from 'node:util';
import { didYouMean } from '@ggem/core';
import { type Option, options, type Values } from './options.ts';
import { UsageError } from './usageError.ts';

/** Splits the arguments into the one model and the options, and reads each option as it is declared. */
export function parseOptions(args: readonly string[]): { readonly model: string; readonly values: Values } {
  const declared: readonly (readonly [string, Option])[] = Object.entries(options);
  const config = declared.map(([name, { kind, short }]) => {
    return [
      name,
      { type: kind === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
    ] as const;
  });
  const parsed = parse(args, Object.fromEntries(config));
  const [model, second] = parsed.positionals;
  if (model === undefined) throw new UsageError('ggem-train: a model is missing.');
  if (second !== undefined)
    throw new UsageError(`ggem-train: one model is taken, but ${JSON.stringify(second)} came too.`);
  const values = declared.flatMap(([name, { kind }]) => {
    const given = parsed.values[name];
    if (given === undefined) return [];
    return [[name, kind === undefined ? given : read(kind, String(given), `ggem-train: --${name}`)] as const];
  });
  return { model, values: Object.fromEntries(values) };
}

function parse(
  args: readonly string[],
  config: Record<string, { type: 'string' | 'boolean'; short?: string }>,
) {
  // Node takes a value that begins with a dash only after an equals sign.
  const joined: string[] = [];
  for (const arg of args) {
    if (/^-(\d|\.\d|inf)/.test(arg) && joined.at(-1)?.startsWith('--')) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  try {
    return parseArgs({ args: joined, options: config, allowPositionals: true, strict: true });
  } catch (error) {
    const { message } = error as Error;
    const [, unknown] = /^Unknown option '(.*?)'/.exec(message) ?? [];
    const [, named] = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
    if (unknown !== undefined) {
      const known = Object.keys(config).map((name) => `--${name}`);
      throw new UsageError(`ggem-train: option ${unknown} is unknown.${didYouMean(unknown, known)}`);
    }
    if (named === undefined) throw new UsageError(`ggem-train: ${message}`);
    throw new UsageError(
      `ggem-train: ${named} ${message.includes('does not take') ? 'takes no value' : 'needs a value'}.`,
    );
  }
}

function read(kind: NonNullable<Option['kind']>, text: string, where: string): unknown {
  const fail = (rule: string): never => {
    throw new UsageError(`${where} must be ${rule}, but ${JSON.stringify(text)} came.`);
  };
  const number = (word: string): number => {
    const value = Number(word);
    return word.trim() !== '' && Number.isFinite(value) ? value : fail('a number');
  };
  switch (kind) {
    case 'text':
      return text;
    case 'count': {
      const value = Number(text);
      return Number.isSafeInteger(value) && value >= 1 ? value : fail('a whole number of at least 1');
    }
    case 'number':
      return number(text);
    case 'numbers':
      return text.split(',').map(number);
    case 'exponents': {
      const list = text.split(',').map((word) => (/^-?inf$/.test(word.trim()) ? word.trim() : number(word)));
      return list.length === 1 ? list[0] : list;
    }
    default:
      return kind satisfies never;
  }
}
