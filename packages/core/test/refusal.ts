import { expect } from 'vitest';
import { GgemError } from '../src/bare.ts';

/** Code and text of the error that something throws: `code | text`. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(GgemError);
    const { code, message } = error as GgemError;
    return `${code} | ${message}`;
  }
  return 'no error';
}
