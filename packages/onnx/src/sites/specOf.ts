import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import type { Part, Pooled, Specified, Whole } from './meaning.ts';
import { type Numbers, shortest } from './numbers.ts';
import { linksWords } from './words.ts';

/** What a spec depends on of the tokens. */
export interface Tokens {
  readonly channels: number | undefined;
  /** How many tokens are pooled, where that is known. */
  readonly count: number | undefined;
  /** Whether none is negative, as after a Relu. */
  readonly isPositive: boolean;
}

/** The smallest eps, the smallest normal float32, with which nothing is clamped. */
const tiny = 1.1754943508222875e-38;

/** The spec of a pooling, or why there is none that is the same. */
export function specOf({ what, mask, isPartlyMasked, over, windows }: Pooled, tokens: Tokens): Specified {
  const isCut = over.some((axis) => windows.get(axis)?.to !== undefined);
  if (isCut || (over.length > 1 && over.some((axis) => windows.has(axis)))) {
    return { why: 'it leaves out tokens at the end, which no spec says' };
  }
  if (mask?.isWeights) {
    return { why: `it weighs tokens by ${JSON.stringify(mask.name)}, and nothing tells that this is 0 or 1` };
  }
  if (mask !== undefined && isPartlyMasked === true) {
    return {
      why: `only some of its parts leave out what ${JSON.stringify(mask.name)} drops, which no spec says`,
    };
  }
  const found = ofWhole(what, { ...tokens, count: mask === undefined ? tokens.count : undefined });
  if ('why' in found) return found;
  try {
    return { spec: parseSpec(found.input), ...(found.values && { values: found.values }) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

type Values = Readonly<Record<string, readonly number[]>>;
type Found = { readonly input: PoolingSpecInput; readonly values?: Values } | { readonly why: string };

function ofWhole(what: Whole, tokens: Tokens): Found {
  if (what.type === 'part') return ofPart(what, tokens);
  const parts: PoolingSpecInput[] = [];
  for (const part of what.parts) {
    const found = ofPart(part, tokens);
    if ('why' in found) return found;
    if (found.values !== undefined) return { why: 'it has an attention beside others' };
    parts.push(found.input);
  }
  if (what.type === 'concat') return { input: { type: 'concat', parts } };
  return { input: { type: 'mix', parts, weights: what.weights.map(shortest) } };
}

function ofPart(part: Part, tokens: Tokens): Found {
  const { prefix: prefixTokens, index, added } = part;
  if (added !== undefined) {
    return { why: `${shortest(added)} is added to its mean before the root, which no spec says` };
  }
  switch (part.what) {
    case 'inTurn':
      return { why: `it is ${linksWords(part.links ?? [])}, which no spec says` };
    case 'topK':
      return { input: { type: 'topK', k: part.k!, prefixTokens } };
    case 'token':
      return index === undefined
        ? { why: 'each image chooses a token of its own, which no spec says' }
        : { input: { type: 'token', index } };
    case 'mean':
    case 'max':
    case 'meanSqrtLen':
      return { input: { type: part.what, prefixTokens } };
    case 'min':
      return { input: { type: 'gem', p: '-inf', negatives: 'shift', prefixTokens } };
    case 'lse':
      return { input: { type: 'lse', r: shortest(part.p.list[0]!), prefixTokens } };
    case 'power':
      return powerMean(part, tokens);
    case 'sum':
      return times({ input: { type: 'mean', prefixTokens } }, tokens.count, 'a sum over tokens');
    case 'rootOfSum': {
      const [p] = part.p.list;
      const isOne = part.p.list.every((x) => x === p);
      const count = isOne && tokens.count !== undefined ? tokens.count ** (1 / p!) : undefined;
      return times(powerMean(part, tokens), count, 'a norm over tokens, not divided by their number,');
    }
    case 'logOfSum':
      return { why: 'it is the logarithm of a sum, not of a mean, which no spec says' };
    default:
      part.what satisfies 'attention';
      return attentionOf(part, tokens);
  }
}

/** Why an attention has no spec. */
export const otherScores =
  'its scores are neither learned queries times the tokens nor those of a gated network, which is all that a spec says';

/** An attention whose scores are a query times the tokens themselves. A spec divides these by the root of the head's width. */
function attentionOf({ attention, prefix: prefixTokens }: Part, { channels }: Tokens): Found {
  const { heads, query } = attention ?? {};
  if (query === undefined || heads === undefined) {
    return { why: otherScores };
  }
  if (channels === undefined) return { why: 'it has a query, and the number of channels is not known' };
  const list = query.axis === undefined ? new Array<number>(channels).fill(query.list[0]!) : query.list;
  if (list.length !== channels || channels % heads !== 0) {
    return { why: 'its query is not one number for each channel' };
  }
  const scale = Math.sqrt(channels / heads);
  return {
    input: { type: 'attention', heads, prefixTokens },
    values: { query: list.map((x) => x * scale) },
  };
}

/** A pooling times a number, as a mix of one part. */
function times(found: Found, weight: number | undefined, what: string): Found {
  if ('why' in found) return found;
  return weight === undefined
    ? { why: `${what} grows with their number, which is not known beforehand` }
    : { input: { type: 'mix', parts: [found.input], weights: [weight] } };
}

function powerMean(part: Part, { channels, isPositive }: Tokens): Found {
  const { rule, p, prefix: prefixTokens } = part;
  const exponents = p.list.map(shortest);
  const eps = Math.max(shortest(rule.floor ?? 0), tiny);
  const isEven = exponents.every((x) => x % 2 === 0 && x !== 0);
  if (!rule.abs && rule.floor === undefined && !isEven && !isPositive) {
    if (exponents.some(Number.isInteger)) {
      return { why: 'its tokens may be negative, and an odd power keeps their sign, which no spec says' };
    }
  }
  const negatives =
    rule.abs || (isEven && rule.floor === undefined)
      ? 'abs'
      : rule.floor !== undefined || isPositive
        ? 'clamp'
        : 'error';
  const [first] = exponents;
  if (exponents.every((x) => x === first)) {
    return { input: { type: 'gem', p: first!, negatives, eps, prefixTokens } };
  }
  if (channels === undefined || channels !== exponents.length) {
    return { why: 'it has an exponent for each channel, and their number is not known' };
  }
  return { input: { type: 'ggem', ...groupsOf(p, exponents), negatives, eps, prefixTokens } };
}

/** The smallest number of groups that gives the exponents of all channels. */
function groupsOf(
  _: Numbers,
  exponents: readonly number[],
): { readonly groups: number; readonly p: readonly number[]; readonly layout: 'contiguous' | 'interleaved' } {
  const channels = exponents.length;
  for (let groups = 2; groups <= channels; groups++) {
    if (channels % groups !== 0) continue;
    const size = channels / groups;
    const blocks = Array.from({ length: groups }, (_, i) => exponents[i * size]!);
    if (exponents.every((p, i) => p === blocks[Math.floor(i / size)])) {
      return { groups, p: blocks, layout: 'contiguous' };
    }
    const turns = exponents.slice(0, groups);
    if (exponents.every((p, i) => p === turns[i % groups]))
      return { groups, p: turns, layout: 'interleaved' };
  }
  return { groups: channels, p: exponents, layout: 'contiguous' };
}
