import * as z from 'zod/mini';
import { flag, wholeNumber } from '../../spec/keys.ts';
import type { AttendSpec } from '../../spec/spec.ts';

const common = {
  value: z._default(
    z.nullable(
      wholeNumber(1, 'must be a whole number from 1, how many channels come out, or null for none.'),
    ),
    null,
  ),
  trainable: z._default(flag(), true),
  // The last key, since the default that depends on the pooling is also added at the end.
  groups: z.optional(
    wholeNumber(
      1,
      'must be a whole number from 1. Use 1 for one score a token, or as many as there are heads.',
    ),
  ),
};

const names = '"query", "gated" or "mean"';
const error = (keys: string) => ({ error: `must be { ${keys}, value, trainable, groups }.` });

/** How the content of tokens decides how much they count. The default number of groups depends on the pooling. */
export const attendKeys: { readonly attend: z.ZodMiniType<AttendSpec | undefined> } = {
  attend: z.optional(
    z.discriminatedUnion(
      'score',
      [
        z.strictObject(
          {
            score: z.literal('query'),
            over: z._default(z.enum(['all', 'group'], { error: 'must be "all" or "group".' }), 'all'),
            ...common,
          },
          error('score: "query", over'),
        ),
        z.strictObject(
          {
            score: z.literal('gated'),
            hidden: z._default(wholeNumber(1, 'must be a whole number from 1. The default is 128.'), 128),
            gate: z._default(flag(), true),
            ...common,
          },
          error('score: "gated", hidden, gate'),
        ),
        z.strictObject({ score: z.literal('mean'), ...common }, error('score: "mean"')),
      ],
      {
        error: ({ code }) =>
          code === 'invalid_union' ? `must be ${names}.` : `must be an object with score ${names}.`,
      },
    ),
  ) as z.ZodMiniType<AttendSpec | undefined>,
};

/** The same spec; where it gives no number of groups of scores, it gets the pooling's number of groups of channels. */
export function completeAttend<S extends { readonly attend?: AttendSpec | undefined }>(
  spec: S,
  groups: number,
): S {
  const { attend } = spec;
  if (attend === undefined || attend.groups !== undefined) return spec;
  return { ...spec, attend: { ...(attend as AttendSpec), groups } };
}
