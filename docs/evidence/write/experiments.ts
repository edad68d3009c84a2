import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A table or figure of the paper, run again: its file in `apps/lab/experiments`, and what came of its runs. */
export interface Experiment {
  readonly name: string;
  readonly about: string;
  readonly runs: readonly ExperimentRun[];
}

export interface ExperimentRun {
  readonly experiment: string;
  readonly label: string;
  /** CPU minutes that it took, or will take. */
  readonly minutes?: number | undefined;
  /** The digest of the laboratory's `result.json`; absent while it was not run. */
  readonly result?: unknown;
}

/** All experiments by name. */
export type Experiments = ReadonlyMap<string, Experiment>;

/** Those of a folder, with the results that lie in its `results/NAME/RUN.json`, and the minutes that they took. */
export function readExperiments(folder: string): Experiments {
  const took = join(folder, 'results/minutes.json');
  const known = (existsSync(took) ? readJson(took) : {}) as Readonly<Record<string, number>>;
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  return new Map(
    files.sort().map((file) => {
      const name = file.slice(0, -'.json'.length);
      const { about, runs } = readJson(join(folder, file)) as {
        readonly about: string;
        readonly runs: Readonly<Record<string, { readonly minutes?: number }>>;
      };
      const read = Object.entries(runs).map(([label, { minutes }]): ExperimentRun => {
        const result = join(folder, 'results', name, `${label}.json`);
        return {
          ...{ experiment: name, label, minutes: known[`${name}/${label}`] ?? minutes },
          result: existsSync(result) ? readJson(result) : undefined,
        };
      });
      return [name, { name, about, runs: read }];
    }),
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
