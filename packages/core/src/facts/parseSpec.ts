import type { core, ZodMiniType } from 'zod/mini';
import { GgemError, inside, show } from '../errors.ts';
import {
  exponentSpec,
  exponentValue,
  type MixSpec,
  type PoolingSpec,
  type PoolingSpecInput,
  type PoolingType,
  type TrainedSpec,
} from '../spec/spec.ts';
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
  const plain = spellInfinities(parseParts(type, input as Loose));
  const result = (specSchemas[type] as ZodMiniType<ParsedSpec>).safeParse(plain);
  if (!result.success) throw specError(type, plain, result.error.issues[0]!);
  return complete(result.data);
}

type Loose = Readonly<Record<string, unknown>>;

/** The specs inside a spec, each parsed by itself, so that its errors are its own. */
function parseParts(type: PoolingType, input: Loose): Loose {
  const parsed = (path: string, part: unknown): PoolingSpec =>
    inside(`${type}: ${path}`, () => parseSpec(part as PoolingSpecInput));
  if ((type === 'mix' || type === 'concat') && Array.isArray(input.parts)) {
    return { ...input, parts: input.parts.map((part, i) => parsed(`parts.${i}`, part)) };
  }
  if (type !== 'regional' && type !== 'pyramid') return input;
  const part = parsed('part', input.part ?? { type: 'max' });
  const isNormalised = type === 'pyramid' || part.after !== undefined;
  return { ...input, part: isNormalised ? part : { ...part, after: ['l2'] } };
}

/** JavaScript's infinities are spelled as JSON has to. */
function spellInfinities(input: Loose): Loose {
  const spell = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(spell) : typeof value === 'number' ? exponentSpec(value) : value;
  const exponents = (['p', 'r'] as const).filter((key) => key in input);
  return { ...input, ...Object.fromEntries(exponents.map((key) => [key, spell(input[key])])) };
}

/** Defaults and rules that tie several keys together. */
function complete(spec: ParsedSpec): PoolingSpec {
  if ('p' in spec) {
    const listed = Array.isArray(spec.p) ? spec.p : [spec.p];
    if (spec.type === 'ggem' && Array.isArray(spec.p) && spec.p.length !== spec.groups) {
      refuse(
        spec,
        `p must have one entry a group, but ${spec.p.length} came for ${spec.groups} groups. Give one number for all.`,
      );
    }
    return { ...spec, trainable: isTrained(spec, 'p', listed.map(exponentValue)) };
  }
  if ('r' in spec) return { ...spec, trainable: isTrained(spec, 'r', [exponentValue(spec.r)]) };
  return spec.type === 'mix' ? { ...spec, weights: mixWeights(spec) } : spec;
}

/** Whether an exponent is learned; by default where it is finite. Checks that it can be, and that it starts in its range. */
function isTrained(
  spec: Pick<ParsedSpec, 'type'> & Pick<TrainedSpec, 'range'> & { readonly trainable?: boolean | undefined },
  name: string,
  values: readonly number[],
): boolean {
  const infinite = values.find((p) => !Number.isFinite(p));
  if (infinite !== undefined && spec.trainable) {
    refuse(
      spec,
      `a trainable ${name} must be finite, but ${show(exponentSpec(infinite))} came. Leave trainable out or set it to false.`,
    );
  }
  const trainable = spec.trainable ?? infinite === undefined;
  if (!spec.range) return trainable;
  const [low, high] = spec.range;
  if (!trainable)
    refuse(
      spec,
      `range holds a trained ${name}, but ${name} is fixed here. Leave range out or set trainable to true.`,
    );
  const outside = values.find(
    (p) => !(p > (low ?? Number.NEGATIVE_INFINITY) && p < (high ?? Number.POSITIVE_INFINITY)),
  );
  if (outside !== undefined) {
    refuse(
      spec,
      `${name} must start strictly inside range ${show(spec.range)}, but ${outside} came. Move ${name} or widen the range.`,
    );
  }
  return trainable;
}

function mixWeights(spec: ParsedSpec<MixSpec>): readonly number[] {
  const { parts, weights } = spec;
  if (weights !== undefined && weights.length !== parts.length) {
    refuse(
      spec,
      `weights must have one entry a part, but ${weights.length} came for ${parts.length} parts. Leave them out for the mean of the parts.`,
    );
  }
  return weights ?? parts.map(() => 1 / parts.length);
}

function refuse({ type }: Pick<ParsedSpec, 'type'>, message: string): never {
  throw new GgemError('spec', `${type}: ${message}`);
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
