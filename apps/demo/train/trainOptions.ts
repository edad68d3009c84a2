import { HEAD_NAMES, type HeadName } from '../src/model/heads.ts';
import { DEFAULT_DATA_FOLDER, dataFolder, repositoryPath, userPath } from './dataFolder.ts';
import { parseOptions } from './parseOptions.ts';
import { UsageError, wholeNumber } from './usageError.ts';

export interface TrainOptions {
  readonly help: boolean;
  readonly data: string;
  readonly out: string;
  readonly weights: string;
  readonly epochs: number;
  readonly tuneEpochs: number;
  readonly seed: number;
  /** Use only this many training images. */
  readonly limit: number | undefined;
  readonly jobs: number;
  /** Fine-tune only this head. */
  readonly head: HeadName | undefined;
  readonly resume: boolean;
}

export const TRAIN_HELP = `Trains the demo's five classifiers on MNIST.

Usage: npx pnpm@12 train [options]

One backbone is pre-trained under the mean of all five poolings; then each head gets
a copy of it and is fine-tuned alone. Ctrl-C saves; --resume goes on from there.

  --data DIR         MNIST's four IDX files, gzipped or not
                     (default: ${DEFAULT_DATA_FOLDER}, where it exists)
  --out DIR          states, models and report (default: tmp/train in the repository)
  --weights DIR      trained weights (default: weights in the --out folder);
                     apps/demo/public/weights is what the page loads
  --resume           go on from the states in --out
  --epochs N         pre-training passes over the images (default 6)
  --tune-epochs N    fine-tuning passes, each head (default 2)
  --jobs N           heads fine-tuned at the same time (default 2)
  --head NAME        with --resume: fine-tune only this head, then stop
                     (${HEAD_NAMES.join(', ')})
  --limit N          use only the first N training images, for a try
  --seed N           for other random numbers (default 1)
  --help             this text
`;

/** Reads the command line of `train`. */
export function trainOptions(args: readonly string[]): TrainOptions {
  const values = parseOptions(args, {
    data: { type: 'string' },
    out: { type: 'string' },
    weights: { type: 'string' },
    epochs: { type: 'string' },
    'tune-epochs': { type: 'string' },
    seed: { type: 'string' },
    limit: { type: 'string' },
    jobs: { type: 'string' },
    head: { type: 'string' },
    resume: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  const out = values.out === undefined ? repositoryPath('tmp/train') : userPath(values.out);
  const help = values.help ?? false;
  return {
    help,
    data: help ? '' : dataFolder(values.data),
    out,
    weights: values.weights === undefined ? `${out}/weights` : userPath(values.weights),
    epochs: wholeNumber('--epochs', values.epochs ?? '6', 1),
    tuneEpochs: wholeNumber('--tune-epochs', values['tune-epochs'] ?? '2', 1),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 1e6),
    limit: values.limit === undefined ? undefined : wholeNumber('--limit', values.limit, 1),
    jobs: wholeNumber('--jobs', values.jobs ?? '2', 1, 5),
    head: headName(values.head),
    resume: values.resume ?? false,
  };
}

function headName(text: string | undefined): HeadName | undefined {
  if (text === undefined) return undefined;
  const found = HEAD_NAMES.find((name) => name === text);
  if (found === undefined) {
    throw new UsageError(`--head must be one of ${HEAD_NAMES.join(', ')}, but ${JSON.stringify(text)} came.`);
  }
  return found;
}
