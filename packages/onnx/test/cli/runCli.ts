import { main } from '../../src/cli/main.ts';

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line within this process. */
export async function runCli(args: readonly string[], isTerminal = false): Promise<Printed> {
  let [out, err] = ['', ''];
  const code = await main(args, {
    out: (line) => {
      out += `${line}\n`;
    },
    err: (text) => {
      err += text;
    },
    isTerminal,
  });
  return { code, out, err };
}
