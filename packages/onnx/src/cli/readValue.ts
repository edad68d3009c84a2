import type { MaskType } from '../graph/options.ts';
import { UsageError } from './usageError.ts';

/** The kinds of values that options take, with the type that their text is read as. */
export interface ValueKinds {
  readonly text: string;
  /** A whole number of at least 0. */
  readonly whole: number;
  /** A whole number of at least 1. */
  readonly count: number;
  /** One exponent, or one for each group: `3`, `-inf`, `3,4,5`. */
  readonly exponents: number | string | readonly (number | string)[];
  /** `14x14`. */
  readonly grid: readonly [height: number, width: number];
  /** A value of the model, or `new:` and a type. */
  readonly mask: MaskType | { readonly value: string };
  /** `ids=ids.npy`. */
  readonly named: readonly [name: string, file: string];
  /** `batch=2`. */
  readonly axis: readonly [name: string, length: number];
}

/** Reads the text of a value. `where` is how an error begins: `attach: --groups`. */
export function readValue<Kind extends keyof ValueKinds>(
  kind: Kind,
  text: string,
  where: string,
): ValueKinds[Kind] {
  const fail: Fail = (rule) => {
    throw new UsageError(`${where} ${rule}, but ${JSON.stringify(text)} came.`);
  };
  return readers[kind](text, fail);
}

type Fail = (rule: string) => never;

const readers: { readonly [Kind in keyof ValueKinds]: (text: string, fail: Fail) => ValueKinds[Kind] } = {
  text: (text) => text,
  whole: (text, fail) => wholeNumber(text, 0, fail),
  count: (text, fail) => wholeNumber(text, 1, fail),
  exponents: (text, fail) => {
    const list = text.split(',').map((part) => {
      const word = part.trim();
      if (word === 'inf' || word === '-inf') return word;
      const value = Number(word);
      if (word !== '' && Number.isFinite(value)) return value;
      return fail('must be numbers, inf or -inf, with commas between');
    });
    return list.length === 1 ? list[0]! : list;
  },
  grid: (text, fail) => {
    const [height, width, more] = text.split('x').map(Number);
    const isSize = (value: number | undefined): value is number => Number.isSafeInteger(value) && value! > 0;
    if (isSize(height) && isSize(width) && more === undefined) return [height, width];
    return fail('must be HEIGHTxWIDTH, such as 14x14');
  },
  mask: (text, fail) => {
    if (!text.startsWith('new:')) return { value: text };
    const found = maskTypes.find((type) => text === `new:${type}`);
    return found ?? fail(`must be a name, or new: and ${maskTypes.join(', ')}`);
  },
  named: (text, fail) => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) return fail('must be NAME=FILE.npy, such as input_ids=ids.npy');
    return [text.slice(0, at), text.slice(at + 1)];
  },
  axis: (text, fail) => {
    const at = text.lastIndexOf('=');
    if (at < 1) return fail('must be AXIS=N, such as batch=2');
    return [text.slice(0, at), wholeNumber(text.slice(at + 1), 1, fail)];
  },
};

const maskTypes: readonly MaskType[] = ['bool', 'int32', 'int64', 'float32', 'float16', 'float64'];

function wholeNumber(text: string, least: number, fail: Fail): number {
  const value = Number(text);
  const isGood = text.trim() !== '' && Number.isSafeInteger(value) && value >= least;
  return isGood ? value : fail(`must be a whole number of at least ${least}`);
}
