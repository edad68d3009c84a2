import { join } from 'node:path';
import type { Result } from '../compare/result.ts';
import { readBytes } from '../files/readBytes.ts';
import type { HeadsResult } from '../heads/headsResult.ts';
import type { MapsResult } from '../maps/mapsResult.ts';
import { refuse } from '../refuse.ts';
import type { RobustResult } from '../robust/robustResult.ts';
import type { TrainedResult } from '../trained/trainedResult.ts';

/** What commands write as `result.json`, told apart by `format`. */
export type RunResult = Result | TrainedResult | RobustResult | HeadsResult | MapsResult;

const formats: Readonly<Record<RunResult['format'], true>> = {
  'ggem-lab': true,
  'ggem-lab-trained': true,
  'ggem-lab-robust': true,
  'ggem-lab-heads': true,
  'ggem-lab-maps': true,
};

interface Head {
  readonly format?: unknown;
  readonly version?: unknown;
}

/** The result in the folder of a run, of any command. */
export async function readRun(folder: string): Promise<RunResult> {
  const file = join(folder, 'result.json');
  const text = (await readBytes(file)).toString('utf8');
  let result: Head | null = null;
  try {
    result = JSON.parse(text) as Head | null;
  } catch {
    // Said below.
  }
  const isKnown = typeof result?.format === 'string' && Object.hasOwn(formats, result.format);
  if (isKnown && result?.version === 1) return result as RunResult;
  return refuse('format', {
    rule: `${file} must be the result of a run`,
    came: isKnown ? `it is of version ${result?.version}` : 'it is not',
    fix: 'Run the command again.',
  });
}
