// The mini build is half the size of the classic one in a bundle.
import * as z from 'zod/mini';
import type { GridSpec, PatchSpec } from './spec.ts';

// Messages are the rule, then the fix; the error puts what came between them.

/** A key that holds a whole number. */
export function wholeNumber(from: number, error: string): z.ZodMiniType<number> {
  return z.int({ error }).check(z.minimum(from, { error }));
}

/** A key that holds true or false. */
export function flag(): z.ZodMiniType<boolean> {
  return z.boolean({ error: 'must be true or false.' });
}

const prefixTokens = z._default(
  wholeNumber(0, 'must be a whole number from 0. Use 1 for a class token before the patches.'),
  0,
);

/** What every pooling over patch tokens takes. */
export const prefixKeys: {
  readonly prefixTokens: z.ZodMiniType<number>;
  readonly countFrom: z.ZodMiniType<PatchSpec['countFrom']>;
} = {
  prefixTokens,
  countFrom: z.optional(z.enum(['start', 'firstKept'], { error: 'must be "start" or "firstKept".' })),
};

/** The same, where the tokens lie on a grid. */
export const gridPrefixKeys: {
  readonly prefixTokens: z.ZodMiniType<number>;
  readonly countFrom: z.ZodMiniType<GridSpec['countFrom']>;
} = {
  prefixTokens,
  countFrom: z.optional(
    z.literal('start', { error: 'must be "start": a grid has no padding before it. Leave it out.' }),
  ),
};
