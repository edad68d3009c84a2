import { type PoolingSpecInput, parametersOf, parseSpec } from '@ggem/core';
import type { Candidate } from '../pool/candidate.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';
import { refuse } from '../refuse.ts';

/** Which poolings learn together with a head. */
export interface LearnedOptions {
  /** Names of `learnedPoolings`. */
  readonly poolings: readonly string[];
  /** Exponents that gem and ggem start from. */
  readonly p: readonly number[];
  readonly negatives: string;
  /** Numbers of groups of ggem. */
  readonly groups: readonly number[];
  /** Queries of ep and attentive-ggem. */
  readonly queries: number;
  /** Further poolings, each as a spec. */
  readonly specs: readonly PoolingSpecInput[];
}

/** What a start of training is where nothing is said. */
export const usualStart: Pick<LearnedOptions, 'p' | 'negatives'> = { p: [3], negatives: 'shift' };

type Make = (layout: TokenLayout, options: LearnedOptions) => Candidate | readonly Candidate[];

/** The poolings that benchmarks of attentive probing set side by side, by their names in `--pooling`. */
const learnedPoolings: Readonly<Record<string, Make>> = {
  // Without a class token, the first token is a patch like any other.
  token: ({ prefix }) => (prefix === 0 ? [] : { name: 'class token', spec: { type: 'token' } }),
  mean: ({ prefix: prefixTokens }) => ({ name: 'mean', spec: { type: 'mean', prefixTokens } }),
  max: ({ prefix: prefixTokens }) => ({ name: 'max', spec: { type: 'max', prefixTokens } }),
  gem: ({ prefix: prefixTokens }, options) =>
    startsOf(options).map(({ start, words }) => ({
      name: `GeM${words}`,
      spec: { type: 'gem', ...start, prefixTokens } as PoolingSpecInput,
    })),
  ggem: ({ prefix: prefixTokens }, options) =>
    groupsOf(options).flatMap((groups) =>
      startsOf(options).map(({ start, words }) => ({
        name: `GGeM, ${groups} ${groups === 1 ? 'group' : 'groups'}${words}`,
        spec: { type: 'ggem', groups, ...start, prefixTokens } as PoolingSpecInput,
      })),
    ),
  ep: ({ prefix: prefixTokens, channels }, { queries }) => {
    const groups = queriesOf(queries, channels);
    const attend = { score: 'query', groups, value: channels } as const;
    return { name: `EP, ${groups} queries`, spec: { type: 'mean', prefixTokens, attend } };
  },
  abmil: ({ prefix: prefixTokens }) => ({
    name: 'ABMIL, gated',
    spec: { type: 'mean', prefixTokens, attend: { score: 'gated' } },
  }),
  simpool: ({ prefix: prefixTokens }) => ({
    name: 'SimPool',
    spec: { type: 'mean', prefixTokens, attend: { score: 'mean' } },
  }),
  'attentive-ggem': ({ prefix: prefixTokens, channels }, options) => {
    const count = queriesOf(options.queries, channels);
    const attend = { score: 'query', groups: count } as const;
    return groupsOf(options).flatMap((groups) =>
      startsOf(options).map(({ start, words }) => ({
        name: `attentive GGeM, ${groups} groups, ${count} queries${words}`,
        spec: { type: 'ggem', groups, ...start, prefixTokens, attend } as PoolingSpecInput,
      })),
    );
  },
};

/** Their names, in the order of the help. */
export const learnedNames: readonly string[] = Object.keys(learnedPoolings);

/** The poolings that take part, as specs. Throws for an unknown name, and where fewer than two take part. */
export function learnedCandidates(options: LearnedOptions, layout: TokenLayout): readonly Candidate[] {
  const named = options.poolings.flatMap((name) => {
    const make = learnedPoolings[name === 'class' ? 'token' : name] ?? unknown(name);
    return make(layout, options);
  });
  const given = options.specs.map((spec): Candidate => {
    const whole = { prefixTokens: layout.prefix, ...spec } as PoolingSpecInput;
    return { name: JSON.stringify(spec).replaceAll('"', '').slice(0, 60), spec: whole };
  });
  const all = [...named, ...given];
  for (const { spec } of all) parametersOf(parseSpec(spec), layout.channels);
  if (all.length >= 2) return all;
  return refuse('value', {
    rule: 'a comparison takes two poolings or more',
    came: `there is ${all.length}`,
    fix: 'Name more: --pooling mean,ggem,ep.',
  });
}

function unknown(name: string): never {
  return refuse('value', {
    rule: `--pooling must be of ${learnedNames.join(', ')}`,
    came: `${JSON.stringify(name)} came`,
    fix: 'Any other pooling is given as --spec JSON.',
  });
}

/** Where exponents start, and how a name says it where there are several. */
function startsOf({ p, negatives }: LearnedOptions) {
  return p.map((one) => ({ start: { p: one, negatives }, words: p.length > 1 ? `, from ${one}` : '' }));
}

function groupsOf({ groups }: LearnedOptions): readonly number[] {
  if (groups.length > 0) return groups;
  return refuse('value', {
    rule: 'ggem must know its groups',
    came: 'the graph of the model does not show its heads',
    fix: 'Say --groups N; the number of heads is a good choice.',
  });
}

/** As many queries as are wanted, or the next smaller number that divides the channels. */
function queriesOf(wanted: number, channels: number): number {
  let count = Math.min(wanted, channels);
  while (channels % count !== 0) count--;
  return count;
}
