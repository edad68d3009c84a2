import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { readResult } from '../compare/readResult.ts';
import { withBaseline } from '../compare/withBaseline.ts';
import { reportHtml } from '../report/reportHtml.ts';
import { type Command, command } from './command.ts';
import { resultTable } from './resultTable.ts';
import { UsageError } from './usageError.ts';

const options = {
  run: { kind: 'text', value: 'RUN', help: 'the folder of a run' },
  baseline: { kind: 'text', value: 'NAME', help: 'another pooling to compare with' },
  out: { kind: 'text', value: 'FILE', help: 'default: report.html in the folder of the run' },
} as const;

/** `ggem-lab report`: the report of a run once more, against another baseline if wanted. */
export const reportCommand: Command = command(
  'report',
  {
    summary: 'the report of a run once more, against another baseline',
    usage: '--run RUN',
    about: 'Reads result.json and writes report.html. Nothing is measured again.',
    options,
    examples: ['--run run --baseline "class token"', '--run run --baseline max --out against-max.html'],
  },
  async ({ run, baseline, out }, { console }) => {
    if (run === undefined) throw new UsageError('report: --run is missing, the folder of a run.');
    const read = await readResult(run);
    const result = baseline === undefined ? read : withBaseline(read, baseline);
    const file = out ?? join(run, 'report.html');
    await writeWhole(file, await reportHtml(result));
    for (const line of resultTable(result)) console.out(line);
    console.out(`\n${file} shows it.`);
    return 0;
  },
);
