import * as z from 'zod/mini';
import type { PoolingSpec } from '../../spec/spec.ts';

const partsRule = { error: 'must be a list of at least one pooling.' };

/** Several specs inside one. */
export function partsKey(nested: z.ZodMiniType<PoolingSpec>): z.ZodMiniType<readonly PoolingSpec[]> {
  return z.array(nested, partsRule).check(z.minLength(1, partsRule));
}

const gridRule = { error: 'must be [height, width] in tokens, such as [14, 14].' };
const gridSide = z.int(gridRule).check(z.minimum(1, gridRule));

/** One spec inside another that looks at regions, and how the tokens lie. */
export function regionKeys(nested: z.ZodMiniType<PoolingSpec>): {
  readonly part: z.ZodMiniType<PoolingSpec>;
  readonly grid: z.ZodMiniType<readonly [number, number] | null>;
} {
  return {
    part: z.prefault(nested, { type: 'max' } as never),
    grid: z._default(z.nullable(z.tuple([gridSide, gridSide], gridRule)), null),
  };
}
