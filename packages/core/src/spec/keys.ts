// The mini build is half the size of the classic one in a bundle.
import * as z from 'zod/mini';

// Messages are the rule, then the fix; the error puts what came between them.

/** A key that holds a whole number. */
export function wholeNumber(from: number, error: string): z.ZodMiniType<number> {
  return z.int({ error }).check(z.minimum(from, { error }));
}

/** A key that holds true or false. */
export function flag(): z.ZodMiniType<boolean> {
  return z.boolean({ error: 'must be true or false.' });
}

/** What every pooling over patch tokens takes. */
export const prefixKeys: { readonly prefixTokens: z.ZodMiniType<number> } = {
  prefixTokens: z._default(
    wholeNumber(0, 'must be a whole number from 0. Use 1 for a class token before the patches.'),
    0,
  ),
};
