/** What a command reads and writes. */
export interface Terminal {
  readonly input: AsyncIterable<Uint8Array>;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}
