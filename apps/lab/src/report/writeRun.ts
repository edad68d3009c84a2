import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { bestPooling } from '../compare/bestPooling.ts';
import type { Result } from '../compare/result.ts';
import { reportHtml } from './reportHtml.ts';

/** Writes the folder of a run: the result, its report, and the best pooling for other packages. */
export async function writeRun(folder: string, result: Result): Promise<void> {
  await writeWhole(join(folder, 'result.json'), `${JSON.stringify(result)}\n`);
  await writeWhole(join(folder, 'report.html'), await reportHtml(result));
  // A pooling that learned is nothing without its head, and each part trained its own.
  if (result.command === 'probe') return;
  const { json, safetensors } = bestPooling(result);
  await writeWhole(join(folder, 'pooling.json'), json);
  await writeWhole(join(folder, 'pooling.safetensors'), safetensors);
}
