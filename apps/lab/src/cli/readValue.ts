import type { Kinds } from './option.ts';
import { UsageError } from './usageError.ts';

/** Reads the value of an option. Throws a `UsageError` that says what it must be. */
export function readValue(kind: keyof Kinds, text: string, where: string): unknown {
  const fail = (rule: string): never => {
    throw new UsageError(`${where} must be ${rule}, but ${JSON.stringify(text)} came.`);
  };
  const number = (word: string): number => {
    const value = Number(word);
    return word.trim() !== '' && Number.isFinite(value) ? value : fail('a number, or several with commas');
  };
  const whole = (word: string, least: number): number => {
    const value = Number(word);
    const isOne = word.trim() !== '' && Number.isSafeInteger(value) && value >= least;
    return isOne ? value : fail(`a whole number of at least ${least}`);
  };
  const words = text.split(',').map((word) => word.trim());
  switch (kind) {
    case 'text':
      return text;
    case 'count':
      return whole(text, 1);
    case 'natural':
      return whole(text, 0);
    case 'number':
      return number(text);
    case 'texts':
      return words.every((word) => word !== '') ? words : fail('names with commas between them');
    case 'numbers':
      return words.map(number);
    case 'counts':
      return words.map((word) => whole(word, 1));
    case 'naturals':
      return words.map((word) => whole(word, 0));
    case 'exponents':
      return words.map((word) => {
        if (word.includes('/')) {
          for (const part of word.split('/')) if (!/^-?inf$/.test(part)) number(part);
          return word;
        }
        return /^-?inf$/.test(word) ? word : number(word);
      });
    default:
      return kind satisfies never;
  }
}
