/** What kind of rule was broken; stable across versions, for code that handles errors. */
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

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) {
    const shown = value.slice(0, 8).map(describe).join(', ');
    return value.length > 8 ? `[${shown}, ... ${value.length} values]` : `[${shown}]`;
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** Says where in a spec an error lies. */
export function inside<R>(place: string, act: () => R): R {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof GgemError)) throw error;
    throw new GgemError(error.code, `${place}: ${error.message}`, { cause: error });
  }
}
