import { readBytes } from '../files/readBytes.ts';
import type { Options, Values } from './option.ts';
import { readValue } from './readValue.ts';
import { UsageError } from './usageError.ts';

/**
 * Options from a JSON file, `{"epochs": 10, "pooling": ["mean", "ggem"], "augment": true}`: names and values as on the command
 * line, lists with brackets or with commas. Paths are from where the program runs.
 */
export async function readConfig<T extends Options>(
  operation: string,
  file: string,
  options: T,
): Promise<Values<T>> {
  const fail = (rule: string, came: string): never => {
    throw new UsageError(`${operation}: ${file} must hold ${rule}, but ${came}.`);
  };
  const text = (await readBytes(file)).toString('utf8');
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return fail('JSON', (error as Error).message);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return fail('one object of options', `${text.slice(0, 40)} came`);
  }
  const values = Object.entries(given).map(([name, value]) => {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) return fail('options of this command', `${JSON.stringify(name)} is none`);
    const { kind, isRepeated } = option;
    if (kind === undefined) {
      return typeof value === 'boolean' ? [name, value] : fail(`true or false for ${name}`, `${value} came`);
    }
    const read = (one: unknown): unknown => readValue(kind, textOf(one), `${operation}: ${name} in ${file}`);
    return [name, isRepeated ? [value].flat().map(read) : read(value)];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== false)) as Values<T>;
}

/** A value as it would stand on the command line. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
