import { float32 } from '@ggem/core';
import type { Expression } from '../graph/expression.ts';

/** Whether a value lies in (0, 1] and is a normal number, whatever it is computed from. */
export function isRatio(x: Expression): boolean {
  return x.kind === 'clamp' && x.low >= float32.tiny && x.high === 1;
}
