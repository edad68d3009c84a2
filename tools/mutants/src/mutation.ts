/** One small change of a file: `text` in place of what stands from `start` to `end`. */
export interface Mutation {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A mutation of a file of a package. */
export interface Mutant extends Mutation {
  /** From the package's folder, with `/`. */
  readonly file: string;
  readonly line: number;
  /** What stood there. */
  readonly was: string;
}

/** What became of a mutant: `survived` is what somebody has to look at. */
export type Outcome = 'killed' | 'hung' | 'survived' | 'uncovered';

export interface Verdict {
  readonly key: string;
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  /** The test that failed. */
  readonly by?: string | undefined;
}

/** A source with a mutation in it. */
export function applied(source: string, { start, end, text }: Mutation): string {
  return source.slice(0, start) + text + source.slice(end);
}
