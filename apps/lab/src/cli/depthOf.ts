import type { Depth } from '../finetune/finetuneTasks.ts';
import { UsageError } from './usageError.ts';

/** A number of blocks, or all of them; `rule` says what is taken. */
export function depthOf(operation: string, word: string, rule: string): Depth {
  if (word === 'all') return word;
  if (/^\d{1,4}$/.test(word)) return Number(word);
  throw new UsageError(`${operation}: --blocks must be ${rule}, but ${JSON.stringify(word)} came.`);
}
