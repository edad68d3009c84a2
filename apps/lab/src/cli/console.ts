/** Where the program writes: results to `out` by the line, everything else to `err` as it is. */
export interface Console {
  readonly out: (line: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal, so that a line of progress may be overwritten. */
  readonly isTerminal: boolean;
}
