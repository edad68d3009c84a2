import { fork } from 'node:child_process';
import { join } from 'node:path';
import { type Contender, nameOf } from '../contender.ts';
import { isMain } from '../plan.ts';
import type { Measure } from '../workload.ts';
import { titleOf } from './measureAll.ts';
import type { Row } from './row.ts';

export interface MemoryRequest {
  readonly contender: string;
  readonly measure: Measure;
}

interface MemoryOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** Whether memory is measured for a row: at a usual size and at a long one. */
export function isTold(row: Row): boolean {
  if (row.spec !== 'ggem' || row.how === 'baseline') return false;
  return isMain(measureOf(row)) || (row.tokens === 65_536 && row.pass === 'forward');
}

/**
 * The peak of memory beyond the inputs, in MiB. Each row has a new process, since memory that was used once counts for
 * everything after it. Two processes run at once, since nothing is timed.
 */
export async function measureMemory(
  rows: readonly Row[],
  contenders: readonly Contender[],
  { signal, onProgress }: MemoryOptions,
): Promise<ReadonlyMap<Row, number>> {
  const peaks = new Map<Row, number>();
  const waiting = rows.filter((row) => contenders.some((contender) => nameOf(contender) === nameOf(row)));
  const lane = async (): Promise<void> => {
    for (let row = waiting.shift(); row && !signal.aborted; row = waiting.shift()) {
      const measure = measureOf(row);
      onProgress(`memory  ${titleOf(measure)}  ${nameOf(row)}`);
      const peak = await inProcess({ contender: nameOf(row), measure }, signal);
      if (peak !== undefined) peaks.set(row, peak);
    }
  };
  await Promise.all([lane(), lane()]);
  return peaks;
}

function measureOf({ pass, spec, batch, tokens, channels }: Row): Measure {
  return { pass, spec: spec as Measure['spec'], batch, tokens, channels };
}

/** The memory of a row, measured in a process; `undefined` if that fails or takes more than ten minutes. */
function inProcess(request: MemoryRequest, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'memoryChild.ts'), [JSON.stringify(request)], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      signal,
      timeout: 600_000,
    });
    let peak: number | undefined;
    child.on('message', (value) => {
      peak = value as number;
    });
    child.on('error', () => resolve(undefined));
    child.on('exit', () => resolve(peak));
  });
}
