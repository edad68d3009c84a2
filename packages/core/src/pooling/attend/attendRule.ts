import {
  flag,
  isRecord,
  objectOf,
  oneOf,
  optional,
  orNull,
  preset,
  type Rule,
  type Rules,
  wholeNumber,
} from '../../spec/rules.ts';
import type { AnyAttendSpec, AttendSpec } from '../../spec/spec.ts';

/** The default number of groups depends on the pooling, and `completeAttend` of attendKeys.ts fills it in. */
type Unfilled<A> = Omit<A, 'groups'> & { readonly groups?: number | undefined };
type AttendOf<Score> = Unfilled<Extract<AttendSpec, { readonly score: Score }>>;

const common: Rules<Unfilled<AnyAttendSpec>> = {
  value: preset(
    orNull(wholeNumber(1, 'must be a whole number from 1, how many channels come out, or null for none.')),
    null,
  ),
  trainable: preset(flag(), true),
  // The last key, since the default that depends on the pooling is also added at the end.
  groups: optional(
    wholeNumber(
      1,
      'must be a whole number from 1. Use 1 for one score a token, or as many as there are heads.',
    ),
  ),
};

const names = '"query", "gated" or "mean"';
const words = (keys: string): string => `must be { ${keys}, value, trainable, groups }.`;
const score = <S extends AttendSpec['score']>(name: S): Rule<S> => oneOf([name], `must be ${names}.`);

/** The keys of each score. */
const scores = {
  query: objectOf<AttendOf<'query'>>(
    {
      score: score('query'),
      over: preset(oneOf(['all', 'group'], 'must be "all" or "group".'), 'all'),
      ...common,
    },
    words('score: "query", over'),
  ),
  gated: objectOf<AttendOf<'gated'>>(
    {
      score: score('gated'),
      hidden: preset(wholeNumber(1, 'must be a whole number from 1. The default is 128.'), 128),
      gate: preset(flag(), true),
      ...common,
    },
    words('score: "gated", hidden, gate'),
  ),
  mean: objectOf<AttendOf<'mean'>>({ score: score('mean'), ...common }, words('score: "mean"')),
};

/** How the content of tokens decides how much they count. */
export const attendRule: Rule<AttendSpec> = {
  words: `must be an object with score ${names}.`,
  json: { oneOf: Object.values(scores).map(({ json }) => json) },
  read: (value, path, refuse) => {
    if (!isRecord(value)) return refuse(path, attendRule.words, value);
    const name = value.score as AttendSpec['score'];
    const rule = Object.hasOwn(scores, name)
      ? scores[name]
      : refuse(`${path}.score`, `must be ${names}.`, name);
    return rule.read(value, path, refuse) as AttendSpec;
  },
};
