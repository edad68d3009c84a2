/**
 * What kind of rule was broken; stable across versions, for code that handles errors. `spec`: a pooling that is not valid;
 * `shape`: lengths or axes that do not fit; `value`: numbers or options that are not allowed; `state`: a call that comes
 * too late, or states that do not belong together; `unavailable`: a device that cannot do it; `format`: a broken file or an
 * unknown name.
 */
export type GgemErrorCode = 'spec' | 'shape' | 'value' | 'state' | 'unavailable' | 'format';

/** The one error of every package: its message names the operation, the argument, the rule, what came, and the fix. */
export class GgemError extends Error {
  override readonly name: string = 'GgemError';
  readonly code: GgemErrorCode;

  constructor(code: GgemErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** A value as an error shows it: short, on one line, NaN and infinities by name. */
export function show(value: unknown): string {
  try {
    return describe(value);
  } catch {
    // Cyclic, or nested deeper than the stack.
    return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
  }
}

/** How many characters of a value an error shows. */
const longest = 120;

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value)).replace(unseen, escaped);
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value === 'bigint') return shortened(`${value}n`);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) {
    const shown = shortened(value.slice(0, 8).map(describe).join(', '));
    return value.length > 8 ? `[${shown}, ... ${value.length} values]` : `[${shown}]`;
  }
  return shortened(JSON.stringify(value) ?? String(value)).replace(unseen, escaped);
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}

/** Characters that a terminal obeys or hides and that JSON does not escape: controls, separators, marks of text direction. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/**
 * Runs `act`, which reads data of unknown origin. Data that is not plain (a getter that throws, a proxy, nesting deeper
 * than the stack) may throw anything while it is read; whatever comes becomes a `GgemError`.
 */
export function readingPlainData<R>(code: GgemErrorCode, name: string, act: () => R): R {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof GgemError) throw cause;
    throw new GgemError(
      code,
      `${name}: it must be plain data, but it could not be read. Give what JSON can hold.`,
      {
        cause,
      },
    );
  }
}

/** Runs `act`; a `GgemError` of it then says in which place of a spec it arose. */
export function inside<R>(place: string, act: () => R): R {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof GgemError)) throw error;
    throw new GgemError(error.code, `${place}: ${error.message}`, { cause: error });
  }
}
