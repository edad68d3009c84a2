import { main } from '../../src/cli/main.ts';

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Bytes on the standard output, if any came. */
  readonly bytes?: Buffer;
}

/** Runs the command line within this process. */
export async function runCli(
  args: readonly string[],
  isTerminal = false,
  input?: Uint8Array,
): Promise<Printed> {
  let [out, err] = ['', ''];
  const pieces: Uint8Array[] = [];
  const code = await main(args, {
    out: (line) => {
      out += `${line}\n`;
    },
    err: (text) => {
      err += text;
    },
    isTerminal,
    input: async () => input ?? new Uint8Array(),
    output: async (piece) => {
      pieces.push(piece);
    },
  });
  return { code, out, err, ...(pieces.length > 0 && { bytes: Buffer.concat(pieces) }) };
}
