import { GgemError, show } from '@ggem/core/bare';
import type { Resample } from './preprocessing.ts';

/** A file of JSON, as an object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads fields of a configuration. Throws a `GgemError` with code `format` that names the field. */
export class FieldReader {
  readonly fields: Fields;
  private readonly file: string;

  constructor(file: string, fields: Fields) {
    this.file = file;
    this.fields = fields;
  }

  /** Whether a field is on; `otherwise` where it is missing. */
  flag(name: string, { otherwise }: { readonly otherwise: boolean }): boolean {
    const value = this.fields[name] ?? otherwise;
    return typeof value === 'boolean' ? value : this.fail(name, 'must be true or false', 'Correct the file.');
  }

  positive(name: string): number {
    const value = this.fields[name];
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    return this.fail(
      name,
      'must be a positive number',
      'Correct the file, or give the preprocessing yourself.',
    );
  }

  /** One number for each of three colours; a single one counts for all. */
  colours(name: string): readonly [number, number, number] {
    const value = this.fields[name];
    const list = typeof value === 'number' ? [value, value, value] : value;
    if (Array.isArray(list) && list.length === 3 && list.every((one) => Number.isFinite(one))) {
      return list as unknown as readonly [number, number, number];
    }
    return this.fail(name, 'must be three numbers', 'Models of other than three colours are not supported.');
  }

  /** The value that a list of known names gives for a field. */
  resample(name: string, known: Readonly<Record<string | number, Resample>>): Resample {
    const value = this.fields[name];
    if ((typeof value === 'string' || typeof value === 'number') && Object.hasOwn(known, value)) {
      return known[value]!;
    }
    return this.fail(name, `must be one of ${Object.keys(known).join(', ')}`, 'Say how to resample.');
  }

  /** Throws where one of these fields asks for a step that is not supported. */
  refuse(names: readonly string[]): void {
    for (const name of names) {
      const value = this.fields[name];
      if (value === undefined || value === null || value === false) continue;
      this.fail(name, 'must be left out', 'That step is not supported: prepare images yourself.');
    }
  }

  fail(name: string, rule: string, fix: string): never {
    throw new GgemError(
      'format',
      `${this.file}: ${name} ${rule}, but ${show(this.fields[name])} came. ${fix}`,
    );
  }
}

/** An object of JSON, or none. */
export function objectOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
