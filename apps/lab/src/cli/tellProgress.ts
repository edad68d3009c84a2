import type { Progress } from '../extract/progress.ts';
import type { Encoder } from '../read/readEncoder.ts';
import { showPreprocessing } from '../read/showPreprocessing.ts';
import type { Console } from './console.ts';
import { imagesAre } from './imagesAre.ts';
import { progressLine } from './progressLine.ts';

/** How many broken images are named. */
const named = 10;

/** Says on the terminal what was found, and how far a run is. */
export function tellProgress(console: Console, { pools }: Encoder): Progress {
  const { err } = console;
  const line = progressLine(console);
  let begun = 0;
  return {
    model: (
      { name, output, heads },
      { tokens, channels, prefix, because, grid },
      { preprocessing, from },
    ) => {
      const patches = grid === undefined ? `${tokens - prefix} patches` : `patches ${grid.join(' × ')}`;
      err(`${name}: tokens ${output}, ${tokens} × ${channels}; prefix ${prefix} (${because}); ${patches}\n`);
      err(
        `heads: ${heads ?? 'not found (say --heads if it matters)'}; pools now: ${pools?.words ?? 'nothing'}\n`,
      );
      err(`preprocessing (${from}): ${showPreprocessing(preprocessing)}\n`);
    },
    cache: ({ folder, places, damaged }, missing) => {
      if (damaged > 0)
        err(`${damaged} damaged shards of the cache were thrown away and are computed anew.\n`);
      err(`tokens are kept in ${folder}: ${places.size} images there, ${missing} to compute\n`);
      begun = performance.now();
    },
    queue: (url, workers) => {
      const many = workers === 1 ? '1 worker listens' : `${workers || 'no'} workers listen`;
      err(`${many} at ${url}; more may come at any time: npx @ggem/lab worker --queue ${url}\n`);
      begun = performance.now();
    },
    tokens: (done, total) => {
      const seconds = (performance.now() - begun) / 1000;
      const left = Math.ceil((seconds / done) * (total - done));
      line(`tokens ${done}/${total}, ${(done / seconds).toFixed(1)} images/s, ${left} s left`, done / total);
    },
    broken: (broken, left) => {
      if (broken.length === 0) return;
      err(`${imagesAre(broken.length)} broken and left out, ${left} are measured:\n`);
      for (const { name, why } of broken.slice(0, named)) err(`  ${name}: ${why}\n`);
      if (broken.length > named) err(`  and ${broken.length - named} more, all in result.json\n`);
    },
    measuring: (done, total) => line(`measuring ${done}/${total} poolings`, done / total),
  };
}
