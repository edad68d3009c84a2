import { GgemError, show } from './errors.ts';
import { suggestion } from './suggestion.ts';

type KeyOf<T> = T extends unknown ? keyof T & string : never;

/** The names of all options of a type. The compiler refuses one that is missing here, and one that the type has not. */
export type KnownOptions<T> = Readonly<Record<KeyOf<T>, true>>;

/**
 * Refuses options that an operation does not know: a misspelt one would count as left out. `undefined` counts as left out.
 *
 * Throws a `GgemError` with code `value` that names the option, the one that was meant, and all that are known; for `null` too.
 */
export function checkOptions<T extends object>(
  operation: string,
  options: T,
  known: KnownOptions<T>,
  argument = 'options',
): void {
  // Entries of arrays would be refused one by one.
  if (
    typeof options !== 'object' ||
    options === null ||
    Array.isArray(options) ||
    ArrayBuffer.isView(options)
  ) {
    throw new GgemError(
      'value',
      `${operation}: ${argument} must be an object, but ${ArrayBuffer.isView(options) ? 'an array' : show(options)} came. Give such as { ${Object.keys(known)[0]} }.`,
    );
  }
  for (const name of Object.keys(options)) {
    const value = options[name as keyof T];
    if (value === undefined) continue;
    if (value === null) {
      throw new GgemError('value', `${operation}: ${name} must have a value, but null came. Leave it out.`);
    }
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    throw new GgemError(
      'value',
      `${operation}: unknown option ${show(name)}.${suggestion(name, names)} Known options: ${names.join(', ')}.`,
    );
  }
}
