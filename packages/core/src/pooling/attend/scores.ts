import type { AttendSpec } from '../../spec/spec.ts';
import { gatedScore } from './gatedScore.ts';
import { meanScore } from './meanScore.ts';
import { queryScore } from './queryScore.ts';
import type { Score } from './score.ts';

/** Every score by its name in a spec. */
const scores: {
  readonly [K in AttendSpec['score']]: Score<Extract<AttendSpec, { score: K }>>;
} = { query: queryScore, gated: gatedScore, mean: meanScore };

/** The score that a spec asks for. */
export function scoreOf({ score }: AttendSpec): Score<AttendSpec> {
  return scores[score] as Score<AttendSpec>;
}
