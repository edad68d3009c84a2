/** One small change of a file: `text` replaces the part from `start` to `end`. */
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
  /** The text that was replaced. */
  readonly was: string;
}

/** The fate of a mutant. Somebody has to look at those that `survived`. */
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
