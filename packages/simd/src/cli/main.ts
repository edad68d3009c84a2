import { didYouMean, GgemError } from '@ggem/core';
import { mergeStates } from './mergeStates.ts';
import { poolShard } from './poolShard.ts';
import type { Terminal } from './terminal.ts';

const commands: Readonly<Record<string, (args: readonly string[], terminal: Terminal) => Promise<void>>> = {
  'pool-shard': poolShard,
  'merge-states': mergeStates,
};

const help = `Pools tokens that no machine has all of: a state for each shard, then one of all states.

  ggem-simd pool-shard SPEC CHANNELS [SHARD]   map: the state of a shard, a line of JSON
  ggem-simd merge-states [--pooled]            reduce: states, a line each, to one; or to its pooled vector

SPEC is a pooling as JSON; SHARD a file of float32 tokens, row-major, little-endian, of any length; without it, or for
"-", standard input. merge-states reads standard input.

Examples
  ggem-simd pool-shard '{"type":"ggem","groups":12}' 768 shard.f32 > shard.json
  cat *.json | ggem-simd merge-states --pooled`;

/** Runs the command line and returns the exit code: 0, or 1 after an error, which is written in one line. */
export async function main([name, ...args]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === undefined || [name, ...args].some((one) => one === '--help' || one === '-h')) {
    terminal.out(help);
    return 0;
  }
  const known = Object.keys(commands);
  const command = known.includes(name) ? commands[name] : undefined;
  try {
    if (command === undefined) {
      throw new GgemError(
        'value',
        `ggem-simd: command must be one of ${known.join(', ')}, but ${JSON.stringify(name)} came.${didYouMean(name, known)}`,
      );
    }
    await command(args, terminal);
    return 0;
  } catch (error) {
    if (!(error instanceof GgemError)) throw error;
    terminal.err(error.message);
    return 1;
  }
}
