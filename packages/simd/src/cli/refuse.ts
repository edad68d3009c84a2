import { GgemError } from '@ggem/core';

/** Throws the error of an argument: `pool-shard: channels must be a whole number from 1, but "x" came.` */
export function refuse(operation: string, text: string): never {
  throw new GgemError('value', `${operation}: ${text}`);
}
