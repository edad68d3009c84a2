import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { readRun } from '../report/readRun.ts';
import { reportOf } from '../report/reportOf.ts';
import { type Command, command } from './command.ts';
import { UsageError } from './usageError.ts';

const options = {
  run: { kind: 'text', value: 'RUN', help: 'the folder of a run, of any command that writes result.json' },
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
    const { html, table } = await reportOf(await readRun(run), baseline);
    const file = out ?? join(run, 'report.html');
    await writeWhole(file, html);
    for (const line of table) console.out(line);
    console.out(`\n${file} shows it.`);
    return 0;
  },
);
