import { isDeepStrictEqual } from 'node:util';
import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import type { PoolingCandidate } from '@ggem/onnx';
import type { TokenLayout } from '../read/tokenGrid.ts';
import { refuse } from '../refuse.ts';
import type { Candidate } from './candidate.ts';

/** Which poolings to compare. */
export interface CandidateOptions {
  /** Types, or `now` for how the model pools now. */
  readonly poolings: readonly string[];
  readonly p: readonly (number | string)[];
  readonly negatives: readonly string[];
  readonly groups: readonly number[];
  /** Steps behind each of them: `none`, `l2`, or both in turn. */
  readonly after: readonly string[];
  /** Further poolings, each as a spec. */
  readonly specs: readonly PoolingSpecInput[];
}

/** A pooling that a model has: in words, and as a spec if one says it exactly. */
export type OwnPooling = Pick<PoolingCandidate, 'words' | 'spec'>;

/** What takes part if nothing is said. */
export const usualCandidates = {
  poolings: ['token', 'mean', 'max', 'gem', 'now'],
  p: [2, 3, 5],
  negatives: ['clamp', 'shift', 'abs'],
  after: ['none'],
} as const;

/**
 * The poolings of a comparison: class token, mean and max once, GeM for each p and rule for negatives, GGeM for each number of
 * groups besides. One p for all groups makes GGeM a GeM, so that it takes lists too: `2/3/5` for three groups.
 */
export function listCandidates(
  options: CandidateOptions,
  layout: TokenLayout,
  now: OwnPooling | undefined,
  least = 2,
): readonly Candidate[] {
  const prefixed = options.poolings
    .flatMap((type) => (type === 'now' ? ownOf(options, layout, now) : ofType(type, options, layout)))
    .flatMap((candidate) => options.after.map((step) => behind(candidate, step)));
  const given = options.specs.map((spec) => ({ name: nameOf(spec), spec: withPrefix(spec, layout) }));
  const all = [...prefixed, ...given];
  const names = new Map<string, number>();
  const named = all.map(({ name, spec }) => {
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    return { name: times === 1 ? name : `${name} (${times})`, spec };
  });
  for (const { spec } of named) parseSpec(spec);
  if (named.length < least) {
    refuse('value', {
      rule: 'a comparison takes two poolings or more',
      came: `there is ${named.length}`,
      fix: 'Name more: --poolings mean,max,gem.',
    });
  }
  return named;
}

/** How the model pools now, unless another one of the list is the same. */
function ownOf(
  options: CandidateOptions,
  layout: TokenLayout,
  now: OwnPooling | undefined,
): readonly Candidate[] {
  if (now?.spec === undefined) return [];
  const own = parseSpec(now.spec);
  const others = options.poolings.filter((type) => type !== 'now');
  const isThere = others
    .flatMap((type) => ofType(type, options, layout))
    .some(({ spec }) => isDeepStrictEqual(parseSpec(spec), own));
  return isThere ? [] : [{ name: `as now: ${now.words}`, spec: own }];
}

function behind({ name, spec }: Candidate, step: string): Candidate {
  if (step === 'none') return { name, spec };
  return { name: `${name} + ${step}`, spec: { ...spec, after: [step] } as PoolingSpecInput };
}

function ofType(type: string, options: CandidateOptions, layout: TokenLayout): readonly Candidate[] {
  const prefixTokens = layout.prefix;
  switch (type) {
    case 'token':
    case 'class':
      // Without a class token, the first token is a patch like any other.
      return layout.prefix === 0 ? [] : [{ name: 'class token', spec: { type: 'token' } }];
    case 'mean':
    case 'max':
      return [{ name: type, spec: { type, prefixTokens } }];
    case 'gem':
      return powers(options, (p) => !isList(p)).map(({ p, negatives, words }) => ({
        name: `GeM ${words}`,
        spec: { type: 'gem', p, negatives, prefixTokens } as PoolingSpecInput,
      }));
    case 'ggem':
      if (options.groups.length === 0) return noGroups();
      return options.groups.flatMap((groups) =>
        powers(options, (p) => !isList(p) || p.length === groups).map(({ p, negatives, words }) => ({
          name: `GGeM ${groups} groups ${words}`,
          spec: { type: 'ggem', groups, p, negatives, prefixTokens } as PoolingSpecInput,
        })),
      );
    default:
      return [{ name: type, spec: { type, prefixTokens } as PoolingSpecInput }];
  }
}

function noGroups(): never {
  return refuse('value', {
    rule: 'ggem must know its groups',
    came: 'the graph of the model does not show its heads',
    fix: 'Say --groups N; the number of heads is a good choice.',
  });
}

type Exponent = number | string | readonly (number | string)[];

function powers({ p, negatives }: CandidateOptions, fits: (p: Exponent) => boolean) {
  return p
    .map(exponentOf)
    .filter(fits)
    .flatMap((exponent) =>
      negatives.map((rule) => ({ p: exponent, negatives: rule, words: `${wordsOf(exponent)} ${rule}` })),
    );
}

/** `3`, `inf`, or one a group: `2/3/5`. */
function exponentOf(text: number | string): Exponent {
  if (typeof text === 'number') return text;
  const parts = text.split('/').map((part) => (/inf/.test(part) ? part : Number(part)));
  return parts.length === 1 ? parts[0]! : parts;
}

function wordsOf(p: Exponent): string {
  return isList(p) ? p.join('/') : String(p);
}

function isList(p: Exponent): p is readonly (number | string)[] {
  return typeof p === 'object';
}

function withPrefix(spec: PoolingSpecInput, { prefix }: TokenLayout): PoolingSpecInput {
  return spec.type === 'token' || 'prefixTokens' in spec
    ? spec
    : ({ ...spec, prefixTokens: prefix } as PoolingSpecInput);
}

/** A spec in short: its type, then what it says. */
function nameOf(spec: PoolingSpecInput): string {
  const { type, prefixTokens: _, ...rest } = spec as { type: string; prefixTokens?: number };
  const words = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return [type, ...words].join(' ').replaceAll('"', '').slice(0, 60);
}
