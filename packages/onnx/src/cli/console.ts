/** Where a command writes: results to `out` by the line, everything else to `err` as it is. */
export interface Console {
  readonly out: (line: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person watches `err`, so that a line of progress may be drawn over. */
  readonly isTerminal: boolean;
}
