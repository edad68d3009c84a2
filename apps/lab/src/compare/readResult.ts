import { join } from 'node:path';
import { readBytes } from '../files/readBytes.ts';
import { refuse } from '../refuse.ts';
import type { Result } from './result.ts';

/** The result in the folder of a run. */
export async function readResult(folder: string): Promise<Result> {
  const file = join(folder, 'result.json');
  const text = (await readBytes(file)).toString('utf8');
  let result: Partial<Result> | null = null;
  try {
    result = JSON.parse(text) as Partial<Result> | null;
  } catch {
    // Said below.
  }
  if (result?.format === 'ggem-lab' && result.version === 1) return result as Result;
  return refuse('format', {
    rule: `${file} must be the result of a run`,
    came: result?.format === 'ggem-lab' ? `it is of version ${result.version}` : 'it is not',
    fix: 'Run ggem-lab compare again.',
  });
}
