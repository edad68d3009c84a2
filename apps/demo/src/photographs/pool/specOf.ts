import { type ExponentSpec, exponentSpec, type PoolingSpecInput } from '@ggem/core';
import type { PoolingName } from './poolingNames.ts';
import type { Settings } from './settings.ts';

/** The part of a model that a pooling has to know. */
export interface PooledTokens {
  readonly prefix: number;
  readonly groups: number;
}

/** A pooling with the settings of the page; absent where the model has no class token. */
export function specOf(
  name: PoolingName,
  { p, negatives }: Settings,
  { prefix, groups }: PooledTokens,
): PoolingSpecInput | undefined {
  switch (name) {
    case 'token':
      return prefix === 0 ? undefined : { type: 'token', index: 0 };
    case 'mean':
    case 'max':
      return { type: name, prefixTokens: prefix };
    case 'gem':
      return { type: 'gem', p: exponentSpec(p), negatives, prefixTokens: prefix };
    case 'ggem':
      return { type: 'ggem', groups, p: spreadExponents(p, groups), negatives, prefixTokens: prefix };
    default:
      return name satisfies never;
  }
}

/**
 * An exponent a group, evenly in octaves from p / 2 to 2 p: with one p for all, GGeM would be GeM, and only training knows
 * better ones.
 */
export function spreadExponents(p: number, groups: number): readonly ExponentSpec[] {
  return Array.from({ length: groups }, (_, group) => {
    const octaves = groups === 1 ? 0 : (2 * group) / (groups - 1) - 1;
    return exponentSpec(p * 2 ** octaves);
  });
}
