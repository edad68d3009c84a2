// The mini build is half the size of the classic one in a bundle.
import * as z from 'zod/mini';
import { float32 } from '../ops/ops.ts';
import type { MixSpec, PoolingSpec, PoolingType, TrainedSpec } from '../spec/spec.ts';

// Messages are the rule, then the fix; the error puts what came between them.
const exponentNamed = (fix: string) =>
  z.union([z.number(), z.enum(['inf', '-inf'])], { error: `must be a number, "inf" or "-inf". ${fix}` });
const exponent = exponentNamed('The paper starts at 3.');
const wholeNumber = (from: number, error: string) => z.int({ error }).check(z.minimum(from, { error }));
const rangeRule = { error: 'must be [min, max] with null for an open end, such as [1, null] or [1, 10].' };
const rangeEnd = z.nullable(z.number(rangeRule));
const isRange = ([low, high]: readonly [number | null, number | null]): boolean =>
  low !== high && (low ?? Number.NEGATIVE_INFINITY) < (high ?? Number.POSITIVE_INFINITY);
const epsRule = {
  error: `must be a number from ${float32.tiny} (the smallest normal float32) to 1e30. The default is 1e-6.`,
};

const flag = () => z.boolean({ error: 'must be true or false.' });
const whiten = z.strictObject(
  {
    whiten: wholeNumber(1, 'must be a whole number from 1: how many channels come out.'),
    trainable: z._default(flag(), false),
  },
  { error: 'must be "l2" or { whiten: channels }.' },
);
const any = {
  after: z.optional(
    z.array(z.union([z.literal('l2'), whiten], { error: 'must be "l2" or { whiten: channels }.' }), {
      error: 'must be a list of steps. Use ["l2"] to normalise the pooled vector.',
    }),
  ),
};
const patches = {
  prefixTokens: z._default(
    wholeNumber(0, 'must be a whole number from 0. Use 1 for a class token before the patches.'),
    0,
  ),
  ...any,
};
const trained = {
  trainable: z.optional(flag()),
  range: z._default(
    z.nullable(z.tuple([rangeEnd, rangeEnd], rangeRule).check(z.refine(isRange, rangeRule))),
    null,
  ),
};
const power = {
  ...trained,
  negatives: z._default(
    z.enum(['clamp', 'shift', 'abs', 'error'], { error: 'must be "clamp", "shift", "abs" or "error".' }),
    'clamp',
  ),
  eps: z._default(z.number(epsRule).check(z.minimum(float32.tiny, epsRule), z.maximum(1e30, epsRule)), 1e-6),
};

/** A spec inside another; `parseSpec` has parsed it before its holder is. */
const anySpec: z.ZodMiniType<PoolingSpec> = z.lazy(
  () => z.discriminatedUnion('type', Object.values(specSchemas) as never) as never,
);
const partsRule = { error: 'must be a list of at least one pooling.' };
const parts = { parts: z.array(anySpec, partsRule).check(z.minLength(1, partsRule)) };
const part = { part: z._default(anySpec, { type: 'max' } as never) };
const gridRule = { error: 'must be [height, width] in tokens, such as [14, 14].' };
const gridSide = z.int(gridRule).check(z.minimum(1, gridRule));
const grid = { grid: z._default(z.nullable(z.tuple([gridSide, gridSide], gridRule)), null) };
const levelsRule = { error: 'must be a list of whole numbers from 1, such as [1, 2, 4].' };

/** A spec whose defaults that depend on other keys are still to come. */
export type ParsedSpec<S extends PoolingSpec = PoolingSpec> = S extends TrainedSpec
  ? Omit<S, 'trainable'> & { readonly trainable?: boolean | undefined }
  : S extends MixSpec
    ? Omit<S, 'weights'> & { readonly weights?: readonly number[] | undefined }
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
    ...any,
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
  lse: z.strictObject({
    type: z.literal('lse'),
    r: z._default(exponentNamed('0 is the mean, "inf" the maximum.'), 1),
    ...trained,
    ...patches,
  }),
  meanSqrtLen: z.strictObject({ type: z.literal('meanSqrtLen'), ...patches }),
  positionWeightedMean: z.strictObject({ type: z.literal('positionWeightedMean'), ...patches }),
  attention: z.strictObject({
    type: z.literal('attention'),
    heads: z._default(wholeNumber(1, 'must be a whole number from 1. It must divide the channels.'), 1),
    trainable: z._default(flag(), true),
    ...patches,
  }),
  mix: z.strictObject({
    type: z.literal('mix'),
    ...parts,
    weights: z.optional(
      z.array(z.number({ error: 'must be a number.' }), { error: 'must be a list of numbers, one a part.' }),
    ),
    trainable: z._default(flag(), false),
    ...patches,
  }),
  concat: z.strictObject({ type: z.literal('concat'), ...parts, ...patches }),
  regional: z.strictObject({
    type: z.literal('regional'),
    ...part,
    levels: z._default(wholeNumber(1, 'must be a whole number from 1. R-MAC uses 3.'), 3),
    whole: z._default(flag(), false),
    ...grid,
    ...patches,
  }),
  pyramid: z.strictObject({
    type: z.literal('pyramid'),
    ...part,
    levels: z._default(
      z
        .array(z.int(levelsRule).check(z.minimum(1, levelsRule)), levelsRule)
        .check(z.minLength(1, levelsRule)),
      [1, 2, 4],
    ),
    combine: z._default(z.enum(['concat', 'mean'], { error: 'must be "concat" or "mean".' }), 'concat'),
    ...grid,
    ...patches,
  }),
};

/** Names of all poolings: those of the paper in its order, then the others. */
export const poolingTypes: readonly PoolingType[] = Object.keys(specSchemas) as PoolingType[];

/** JSON Schema (draft 2020-12) of a spec as a user writes it. */
export function specJsonSchema(): object {
  return z.toJSONSchema(z.discriminatedUnion('type', Object.values(specSchemas) as never), { io: 'input' });
}
