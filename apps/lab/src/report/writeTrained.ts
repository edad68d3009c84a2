import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import type { TrainedResult } from '../trained/trainedResult.ts';
import { trainedHtml } from './trainedHtml.ts';

/** Writes the folder of a run of trainings: the result and its report. */
export async function writeTrained(folder: string, result: TrainedResult): Promise<void> {
  await writeWhole(join(folder, 'result.json'), `${JSON.stringify(result)}\n`);
  await writeWhole(join(folder, 'report.html'), trainedHtml(result));
}
