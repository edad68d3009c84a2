import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describe, report } from './report.ts';
import { runMutants } from './runMutants.ts';
import { Verdicts } from './verdicts.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: 'string', default: 'Infinity' },
    only: { type: 'string', default: '' },
    again: { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
  },
});

for (const name of positionals.length > 0 ? positionals : ['core', 'simd']) {
  const verdicts = await runMutants({
    root: join(repository, 'packages', name),
    verdicts: new Verdicts(join(repository, 'tmp/mutants', `${name}.jsonl`)),
    most: Number(values.most),
    only: values.only,
    again: values.again,
    without: values.without,
    onVerdict: ({ outcome }, done, total) => {
      if (outcome !== 'killed' || done % 100 === 0) console.error(`${name}: ${done} of ${total}, ${outcome}`);
    },
  });
  const left = verdicts.filter(({ outcome }) => outcome === 'survived' || outcome === 'uncovered');
  console.log(`\n${name}\n\n${report(verdicts)}\n\n${left.map(describe).sort().join('\n')}`);
}
process.exit();
