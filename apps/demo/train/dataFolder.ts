import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** Where MNIST is looked for when no folder is given: beside the repository. */
export const DEFAULT_DATA_FOLDER: string = resolve(REPOSITORY, '../shared/data/mnist');

/** The folder of the IDX files: the one given, else the default where it exists. */
export function dataFolder(given: string | undefined): string {
  if (given !== undefined) return userPath(given);
  if (existsSync(DEFAULT_DATA_FOLDER)) return DEFAULT_DATA_FOLDER;
  throw new Error(
    `mnist: the data must be given with --data DIR, since ${DEFAULT_DATA_FOLDER} does not exist. DIR holds ` +
      'train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and ' +
      't10k-labels-idx1-ubyte.gz, gzipped or not, as in https://ossci-datasets.s3.amazonaws.com/mnist/.',
  );
}

/** A path as the user means it: pnpm moves to the package before running a script, and notes where it was called. */
export function userPath(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** A path inside the repository. */
export function repositoryPath(path: string): string {
  return resolve(REPOSITORY, path);
}
