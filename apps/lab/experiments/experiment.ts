import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A table or figure of the paper and the commands that run it again: a JSON file of this folder. */
export interface Experiment {
  /** `Table 2`. */
  readonly paper: string;
  /** What is asked, in a sentence. */
  readonly about: string;
  readonly runs: Readonly<Record<string, Run>>;
}

/** One call of `ggem-lab`, by the names of its options; `{data}`, `{models}` and `{work}` stand for folders. */
export interface Run {
  readonly command: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What is made first, by the names of `prepare`. */
  readonly prepare?: readonly string[];
  /** Trained models of another run, `table-2/flowers/2-blocks`: the command is run on each, as its `model`. */
  readonly models?: string;
  /** CPU minutes that it should take; those that it took are in `results/minutes.json`. */
  readonly minutes?: number;
}

/** The experiments of this folder, by name. */
export async function readExperiments(): Promise<ReadonlyMap<string, Experiment>> {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.json')).sort();
  const read = async (file: string): Promise<[string, Experiment]> => [
    file.slice(0, -'.json'.length),
    JSON.parse(await readFile(join(import.meta.dirname, file), 'utf8')) as Experiment,
  ];
  return new Map(await Promise.all(files.map(read)));
}
