import { show } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { refuseToName, refuseToRead } from './refuse.ts';

/** How a timm model pools: its `global_pool` (a feature map's `pool_type`), and where it starts. */
export interface TimmPooling {
  readonly globalPool: string;
  /** `num_prefix_tokens` of a vision transformer; 0 for a feature map. The name alone does not say it. */
  readonly prefixTokens: number;
  /** Whether the prefix tokens are pooled too. Default: no. */
  readonly reduceIncludePrefix?: boolean | undefined;
}

/** Names whose pooling leaves the prefix tokens out. */
const pools: ReadonlySet<string> = new Set(
  ['avg', 'max', 'avgmax', 'catavgmax'].flatMap((name) => [name, `fast${name}`]).concat('fast'),
);

/**
 * The spec of a timm pooling: `token`, `avg`, `max`, `avgmax` (the mean of both), and `catavgmax` (side by side) of feature
 * maps; `fast` (the mean), `fastavg`, `fastmax`, `fastavgmax` and `fastcatavgmax` are the same.
 *
 * Throws a `GgemError` with code `format` for `""` (no pooling), `map`, `prr`, and names that are not timm's.
 */
export function fromTimm({ globalPool, prefixTokens, reduceIncludePrefix }: TimmPooling): PoolingSpec {
  const from = { prefixTokens: reduceIncludePrefix ? 0 : prefixTokens };
  if (prefixTokens === undefined && !reduceIncludePrefix && pools.has(globalPool)) {
    refuse(
      `global_pool ${show(globalPool)} leaves the prefix tokens out, but how many there are it does not say. Give prefixTokens: num_prefix_tokens of the model, 0 for a feature map.`,
    );
  }
  const both = [{ type: 'mean' }, { type: 'max' }] as const;
  switch (globalPool) {
    case 'token':
      return parseSpec({ type: 'token' });
    case 'avg':
    case 'fast':
    case 'fastavg':
      return parseSpec({ type: 'mean', ...from });
    case 'max':
    case 'fastmax':
      return parseSpec({ type: 'max', ...from });
    case 'avgmax':
    case 'fastavgmax':
      return parseSpec({ type: 'mix', parts: both, weights: [0.5, 0.5], ...from });
    case 'catavgmax':
    case 'fastcatavgmax':
      return parseSpec({ type: 'concat', parts: both, ...from });
    case '':
      return refuse('"" gives the tokens as they are. Leave the pooling out.');
    case 'map':
      return refuse(
        '"map" is attention with projections and an MLP behind it. Keep that head with the model, or train "attention".',
      );
    case 'prr':
      return refuse(
        '"prr" lets the tokens attend to each other before they are pooled. Keep that part with the model, and pool behind it.',
      );
    default:
      return refuse(
        `global_pool must be one of token, avg, max, avgmax, catavgmax, but ${show(globalPool)} came.`,
      );
  }
}

/**
 * The timm pooling of a spec. Throws a `GgemError` with code `spec` where timm has none that pools exactly so.
 */
export function toTimm(spec: PoolingSpecInput): TimmPooling {
  const parsed = parseSpec(spec);
  const { type } = parsed;
  const refuseSpec = (why: string): never => refuseToName('timm', type, why);
  if (parsed.after?.length)
    refuseSpec('it pools, and what comes after belongs to the model. Leave after out.');
  if (parsed.type === 'token') {
    if (parsed.index === 0) return { globalPool: 'token', prefixTokens: 1 };
    return refuseSpec(`its token is the first, but index is ${show(parsed.index)}.`);
  }
  const { prefixTokens } = parsed;
  if (prefixTokens > 0 && parsed.countFrom === 'firstKept') {
    refuseSpec(
      'its prefix is at the start of the tokens, but countFrom is "firstKept". Leave countFrom out.',
    );
  }
  if (type === 'mean') return { globalPool: 'avg', prefixTokens };
  if (type === 'max') return { globalPool: 'max', prefixTokens };
  if (parsed.type === 'mix' && isHalves(parsed.weights, parsed.trainable) && isMeanAndMax(parsed.parts)) {
    return { globalPool: 'avgmax', prefixTokens };
  }
  if (parsed.type === 'concat' && isMeanAndMax(parsed.parts) && parsed.parts[0]!.type === 'mean') {
    if (prefixTokens === 0) return { globalPool: 'catavgmax', prefixTokens };
    return refuseSpec(
      'it puts mean and max side by side for feature maps only, which have no prefix tokens.',
    );
  }
  return refuseSpec(
    'it has the class token, mean, max, half of mean and max each, and mean then max side by side.',
  );
}

function isHalves(weights: readonly number[], trainable: boolean): boolean {
  return !trainable && weights.every((weight) => weight === 0.5);
}

function isMeanAndMax(parts: readonly PoolingSpec[]): boolean {
  const plain = parts.every(
    (part) => !part.after?.length && 'prefixTokens' in part && part.prefixTokens === 0,
  );
  const types = parts.map(({ type }) => type).sort();
  return plain && types.length === 2 && types[0] === 'max' && types[1] === 'mean';
}

function refuse(message: string): never {
  return refuseToRead('timm', message);
}
