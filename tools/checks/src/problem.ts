/** One broken rule, at one place. */
export interface Problem {
  /** From the top of the repository, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** What is wrong, the rule in words, and the fix. */
  readonly text: string;
}

export function formatProblem({ file, line, rule, text }: Problem): string {
  return `${file}:${line} [${rule}] ${text}`;
}
