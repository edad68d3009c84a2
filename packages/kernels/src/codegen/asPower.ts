import { float32 } from '@ggem/core';
import type { Expression } from '../graph/expression.ts';

/** Up to here multiplications are faster than an exponential. */
const largestPower = 8;

/** What core writes as `e^(n ln x)` where `n` is a small whole number or a half more. */
export function asPower(x: Expression): { readonly base: Expression; readonly exponent: number } | undefined {
  if (x.kind === 'log') return { base: x.x, exponent: 1 };
  if (x.kind !== 'mul') return undefined;
  const [log, exponent] = typeof x.a === 'number' ? [x.b, x.a] : [x.a, x.b];
  if (typeof log === 'number' || log.kind !== 'log' || typeof exponent !== 'number') return undefined;
  const isSmall = exponent >= 0.5 && exponent <= largestPower && Number.isInteger(exponent * 2);
  return isSmall ? { base: log.x, exponent } : undefined;
}

/** Whether a value lies in (0, 1] and is a normal number, whatever it is computed from. */
export function isRatio(x: Expression): boolean {
  return x.kind === 'clamp' && x.low >= float32.tiny && x.high === 1;
}
