// The mini build is half the size of the classic one in a bundle.
import * as z from 'zod/mini';
import { float32 } from './ops.ts';
import type { PoolingSpec, PoolingType, PowerMeanSpec } from './spec.ts';

// Messages are the rule, then the fix; the error puts what came between them.
const exponent = z.union([z.number(), z.enum(['inf', '-inf'])], {
  error: 'must be a number, "inf" or "-inf". The paper starts at 3.',
});
const wholeNumber = (from: number, error: string) => z.int({ error }).check(z.minimum(from, { error }));
const rangeRule = { error: 'must be [min, max] with null for an open end, such as [1, null] or [1, 10].' };
const rangeEnd = z.nullable(z.number(rangeRule));
const isRange = ([low, high]: readonly [number | null, number | null]): boolean =>
  low !== high && (low ?? Number.NEGATIVE_INFINITY) < (high ?? Number.POSITIVE_INFINITY);
const epsRule = {
  error: `must be a number from ${float32.tiny} (the smallest normal float32) to 1e30. The default is 1e-6.`,
};

const patches = {
  prefixTokens: z._default(
    wholeNumber(0, 'must be a whole number from 0. Use 1 for a class token before the patches.'),
    0,
  ),
};
const power = {
  trainable: z.optional(z.boolean({ error: 'must be true or false.' })),
  range: z._default(
    z.nullable(z.tuple([rangeEnd, rangeEnd], rangeRule).check(z.refine(isRange, rangeRule))),
    null,
  ),
  negatives: z._default(
    z.enum(['clamp', 'shift', 'abs', 'error'], { error: 'must be "clamp", "shift", "abs" or "error".' }),
    'clamp',
  ),
  eps: z._default(z.number(epsRule).check(z.minimum(float32.tiny, epsRule), z.maximum(1e30, epsRule)), 1e-6),
};

/** A spec whose default for `trainable`, which depends on `p`, is still to come. */
export type ParsedSpec<S extends PoolingSpec = PoolingSpec> = S extends PowerMeanSpec
  ? Omit<S, 'trainable'> & { readonly trainable?: boolean | undefined }
  : S;

type SpecSchema<S extends PoolingSpec> = z.ZodMiniType<ParsedSpec<S>> & { readonly shape: object };

/** One strict schema a pooling: the single home of keys, defaults and rules. */
export const specSchemas: {
  readonly [T in PoolingType]: SpecSchema<Extract<PoolingSpec, { type: T }>>;
} = {
  token: z.strictObject({
    type: z.literal('token'),
    index: z._default(
      z.union([z.int(), z.literal('last')], {
        error: 'must be a whole number (negative counts from the end) or "last".',
      }),
      0,
    ),
  }),
  mean: z.strictObject({ type: z.literal('mean'), ...patches }),
  max: z.strictObject({ type: z.literal('max'), ...patches }),
  gem: z.strictObject({ type: z.literal('gem'), p: z._default(exponent, 3), ...power, ...patches }),
  ggem: z.strictObject({
    type: z.literal('ggem'),
    groups: wholeNumber(1, 'must be a whole number from 1. The paper uses the number of attention heads.'),
    layout: z._default(
      z.enum(['contiguous', 'interleaved'], { error: 'must be "contiguous" or "interleaved".' }),
      'contiguous',
    ),
    p: z._default(
      z.union([exponent, z.array(exponent)], {
        error:
          'must be a number, "inf", "-inf", or an array of those with one entry a group. The paper starts at 3.',
      }),
      3,
    ),
    ...power,
    ...patches,
  }),
};

/** Names of all poolings, in the order of the paper. */
export const poolingTypes: readonly PoolingType[] = Object.keys(specSchemas) as PoolingType[];

/** JSON Schema (draft 2020-12) of a spec as a user writes it. */
export function specJsonSchema(): object {
  const { token, mean, max, gem, ggem } = specSchemas;
  return z.toJSONSchema(z.discriminatedUnion('type', [token, mean, max, gem, ggem] as never), {
    io: 'input',
  });
}
