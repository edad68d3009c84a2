import { fork } from 'node:child_process';
import { join } from 'node:path';
import { type Contender, nameOf } from '../contender.ts';
import type { Measure } from '../workload.ts';
import { titleOf } from './measureAll.ts';

export interface MemoryRequest {
  readonly contender: string;
  readonly measure: Measure;
}

interface MemoryOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** Where memory is told of: once at a usual size, once at a long one. */
const isTold = ({ pass, spec, batch, tokens, channels }: Measure): boolean =>
  spec === 'ggem' &&
  channels === 768 &&
  ((batch === 8 && tokens === 196) || (tokens === 65_536 && pass === 'forward'));

/**
 * Memory beyond the inputs at its peak, in MiB, by contender and measure. Each takes a fresh process: memory that was
 * touched once counts for all that follows.
 */
export async function measureMemory(
  contenders: readonly Contender[],
  plan: readonly Measure[],
  { signal, onProgress }: MemoryOptions,
): Promise<Map<string, number>> {
  const peaks = new Map<string, number>();
  for (const measure of plan.filter(isTold)) {
    for (const contender of contenders) {
      if (signal.aborted) return peaks;
      const name = nameOf(contender);
      onProgress(`memory at peak  ${titleOf(measure)}  ${name}`);
      const peak = await inProcess({ contender: name, measure }, signal);
      if (peak !== undefined) peaks.set(`${name} ${titleOf(measure)}`, peak);
    }
  }
  return peaks;
}

/** Undefined where it cannot do it, or not within a minute. */
function inProcess(request: MemoryRequest, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'memoryChild.ts'), [JSON.stringify(request)], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      signal,
      timeout: 60_000,
    });
    let peak: number | undefined;
    child.on('message', (value) => {
      peak = value as number;
    });
    child.on('error', () => resolve(undefined));
    child.on('exit', () => resolve(peak));
  });
}
