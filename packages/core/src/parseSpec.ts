import type { core, ZodMiniType } from 'zod/mini';
import { GgemError, show } from './errors.ts';
import {
  exponentSpec,
  exponentValue,
  type PoolingSpec,
  type PoolingSpecInput,
  type PoolingType,
} from './spec.ts';
import { type ParsedSpec, poolingTypes, specSchemas } from './specSchemas.ts';

/**
 * Checks a spec and fills in its defaults. A spec that went through comes back equal.
 *
 * Throws a `GgemError` with code `spec` that names the key, the rule, the value that came and the fix.
 */
export function parseSpec(input: PoolingSpecInput | PoolingSpec): PoolingSpec {
  const type = (input as { type?: unknown } | null | undefined)?.type as PoolingType;
  if (typeof type !== 'string' || !Object.hasOwn(specSchemas, type)) {
    const shown = input !== null && typeof input === 'object' ? show(type) : show(input);
    throw new GgemError(
      'spec',
      `pooling: type must be one of ${poolingTypes.join(', ')}, but ${shown} came.`,
    );
  }
  const plain = 'p' in input ? { ...input, p: spellInfinity(input.p) } : input;
  const result = (specSchemas[type] as ZodMiniType<ParsedSpec>).safeParse(plain);
  if (!result.success) throw specError(type, plain, result.error.issues[0]!);
  return checkExponents(result.data);
}

/** JavaScript's infinities are spelled as JSON has to. */
function spellInfinity(p: unknown): unknown {
  if (Array.isArray(p)) return p.map(spellInfinity);
  return typeof p === 'number' ? exponentSpec(p) : p;
}

/** The rules that tie several keys together. */
function checkExponents(spec: ParsedSpec): PoolingSpec {
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

function specError(type: PoolingType, input: object, issue: core.$ZodIssue): GgemError {
  const known = Object.keys(specSchemas[type].shape);
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
