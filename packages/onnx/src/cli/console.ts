/** Where a command reads and writes: results go to `out` by the line, everything else to `err` as it is. */
export interface Console {
  readonly out: (line: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal, so that a line of progress may be overwritten. */
  readonly isTerminal: boolean;
  /** All bytes of the standard input, for a model that is called `-`. */
  readonly input: () => Promise<Uint8Array>;
  /** Writes bytes to the standard output, for `--out -`. */
  readonly output: (piece: Uint8Array) => Promise<void>;
}
