import { z } from 'zod';
import { GgemError, show } from './errors.ts';
import { float32 } from './ops.ts';
import {
  exponentSpec,
  exponentValue,
  type PoolingSpec,
  type PoolingSpecInput,
  type PoolingType,
} from './spec.ts';

const exponent = z.union([z.number(), z.enum(['inf', '-inf'])], {
  error: 'must be a number, "inf" or "-inf". The paper starts at 3.',
});
const wholeNumber = (rule: string): z.ZodNumber =>
  z.number({ error: rule }).int({ error: rule }).min(0, { error: rule });
const patches = {
  prefixTokens: wholeNumber(
    'must be a whole number from 0. Use 1 for a class token before the patches.',
  ).default(0),
};
const rangeRule = 'must be [min, max] with null for an open end, such as [1, null] or [1, 10].';
const rangeEnd = z.number({ error: rangeRule }).nullable();
const epsRule = `must be a number from ${float32.tiny} (the smallest normal float32). The default is 1e-6.`;
const power = {
  trainable: z.boolean({ error: 'must be true or false.' }).optional(),
  range: z
    .tuple([rangeEnd, rangeEnd], { error: rangeRule })
    .refine(([low, high]) => low !== high && (low ?? -Infinity) < (high ?? Infinity), { error: rangeRule })
    .nullable()
    .default(null),
  negatives: z
    .enum(['clamp', 'shift', 'abs', 'error'], { error: 'must be "clamp", "shift", "abs" or "error".' })
    .default('clamp'),
  eps: z
    .number({ error: epsRule })
    .min(float32.tiny, { error: epsRule })
    .max(1e30, { error: epsRule })
    .default(1e-6),
};
const indexRule = 'must be a whole number (negative counts from the end) or "last".';

/** One strict schema a pooling: the single home of keys, defaults and rules. */
const schemas = {
  token: z.strictObject({
    type: z.literal('token'),
    index: z.union([z.int(), z.literal('last')], { error: indexRule }).default(0),
  }),
  mean: z.strictObject({ type: z.literal('mean'), ...patches }),
  max: z.strictObject({ type: z.literal('max'), ...patches }),
  gem: z.strictObject({ type: z.literal('gem'), p: exponent.default(3), ...power, ...patches }),
  ggem: z.strictObject({
    type: z.literal('ggem'),
    groups: z
      .int({ error: 'must be a whole number from 1. The paper uses the number of attention heads.' })
      .min(1, { error: 'must be a whole number from 1. The paper uses the number of attention heads.' }),
    layout: z
      .enum(['contiguous', 'interleaved'], { error: 'must be "contiguous" or "interleaved".' })
      .default('contiguous'),
    p: z
      .union([exponent, z.array(exponent)], {
        error:
          'must be a number, "inf", "-inf", or an array of those with one entry a group. The paper starts at 3.',
      })
      .default(3),
    ...power,
    ...patches,
  }),
} satisfies { [T in PoolingType]: z.ZodType };

/** Names of all poolings, in the order of the paper. */
export const poolingTypes: readonly PoolingType[] = Object.keys(schemas) as PoolingType[];

/**
 * Checks a spec and fills in its defaults. A spec that went through comes back equal.
 *
 * Throws a `GgemError` with code `spec` that names the key, the rule, the value that came and the fix.
 */
export function parseSpec(input: PoolingSpecInput | PoolingSpec): PoolingSpec {
  const type = (input as { type?: unknown } | null | undefined)?.type as PoolingType;
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) {
    const shown = input !== null && typeof input === 'object' ? show(type) : show(input);
    throw new GgemError(
      'spec',
      `pooling: type must be one of ${poolingTypes.join(', ')}, but ${shown} came.`,
    );
  }
  const plain = 'p' in input ? { ...input, p: spellInfinity(input.p) } : input;
  const result = (schemas[type] as z.ZodType<PoolingSpec>).safeParse(plain);
  if (!result.success) throw specError(type, plain, result.error.issues[0]!);
  return checkExponents(result.data);
}

/** JSON Schema (draft 2020-12) of a spec as a user writes it. */
export function specJsonSchema(): object {
  const [token, mean, max, gem, ggem] = poolingTypes.map((type) => schemas[type]);
  return z.toJSONSchema(z.discriminatedUnion('type', [token, mean, max, gem, ggem] as never), {
    io: 'input',
  });
}

/** JavaScript's infinities are spelled as JSON has to. */
function spellInfinity(p: unknown): unknown {
  if (Array.isArray(p)) return p.map(spellInfinity);
  return typeof p === 'number' ? exponentSpec(p) : p;
}

/** The rules that tie several keys together. */
function checkExponents(spec: PoolingSpec): PoolingSpec {
  if (!('p' in spec)) return spec;
  const fail = (message: string): never => {
    throw new GgemError('spec', `${spec.type}: ${message}`);
  };
  const listed = Array.isArray(spec.p) ? spec.p : [spec.p];
  if (spec.type === 'ggem' && Array.isArray(spec.p) && spec.p.length !== spec.groups) {
    fail(
      `p must have one entry a group, but ${spec.p.length} came for ${spec.groups} groups. Give one number for all.`,
    );
  }
  const values = listed.map(exponentValue);
  const infinite = values.find((p) => !Number.isFinite(p));
  if (infinite !== undefined && spec.trainable) {
    fail(
      `a trainable p must be finite, but ${show(exponentSpec(infinite))} came. Leave trainable out or set it to false.`,
    );
  }
  const trainable = spec.trainable ?? infinite === undefined;
  if (spec.range) {
    const [low, high] = spec.range;
    if (!trainable)
      fail('range holds a trained p, but p is fixed here. Leave range out or set trainable to true.');
    const outside = values.find(
      (p) => !(p > (low ?? Number.NEGATIVE_INFINITY) && p < (high ?? Number.POSITIVE_INFINITY)),
    );
    if (outside !== undefined) {
      fail(
        `p must start strictly inside range ${show(spec.range)}, but ${outside} came. Move p or widen the range.`,
      );
    }
  }
  return { ...spec, trainable };
}

function specError(type: PoolingType, input: object, issue: z.core.$ZodIssue): GgemError {
  const known = Object.keys(schemas[type].shape);
  if (issue.code === 'unrecognized_keys') {
    return new GgemError(
      'spec',
      `${type}: unknown key ${show(issue.keys[0])}. Known keys: ${known.join(', ')}.`,
    );
  }
  const key = issue.path.join('.');
  const value = issue.path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)?.[step], input);
  const [rule, ...fix] = issue.message.split(/(?<=\S)\. /);
  const tail = fix.length > 0 ? `. ${fix.join('. ')}` : '.';
  return new GgemError('spec', `${type}: ${key} ${rule!.replace(/\.$/, '')}, but ${show(value)} came${tail}`);
}
