import type { LearnedOptions } from '../probe/learnedCandidates.ts';
import { learnedNames, usualStart } from '../probe/learnedCandidates.ts';
import type { ImageList } from '../read/imageList.ts';
import type { Encoder } from '../read/readEncoder.ts';
import { hasSplit } from '../read/splitColumn.ts';
import { compareOptions } from './compareOptions.ts';
import { dataOptions } from './dataOptions.ts';
import type { Values } from './option.ts';
import { specOf } from './runCompare.ts';
import { UsageError } from './usageError.ts';

const { cache, threads, queue, seed, draws, baseline, spec, groups } = compareOptions;
const { model, images, csv: plainCsv, ...reading } = dataOptions;
const csv = {
  ...plainCsv,
  help: `${plainCsv.help}; with split too, a column of\ntrain, test and further sets that are asked for`,
} as const;

/** What a command of trainings takes where nothing is said. */
export interface TrainedUsual {
  readonly out: string;
  readonly poolings: readonly string[];
}

/** The options of trainings from several seeds, up to those of the training itself. `holds` says what the folder of a run has. */
export function trainedOptions({ out, poolings }: TrainedUsual, holds: string) {
  return {
    ...{ model, images, csv },
    out: { kind: 'text', value: 'RUN', help: `the folder of the run: ${holds}\ndefault: ${out}` },
    ...reading,

    pooling: {
      heading: 'What is trained',
      kind: 'texts',
      value: 'LIST',
      help: `of ${learnedNames.join(',')}\ndefault: ${poolings.join(',')}; --spec JSON adds any other`,
    },
    groups,
    queries: { kind: 'count', value: 'N', help: 'of ep and attentive-ggem; default: 32' },
    p: { kind: 'numbers', value: 'LIST', help: `where p starts; default: ${usualStart.p.join(',')}` },
    negatives: { kind: 'text', value: 'RULE', help: `for negative tokens; default: ${usualStart.negatives}` },
    spec,
    baseline,
    seeds: {
      kind: 'counts',
      value: 'LIST',
      help: 'of heads to start from and orders of images; default: 1,2,3',
    },
  } as const;
}

/** The options behind those of the training. */
export const splitOptions = {
  parts: {
    heading: 'Images held out, intervals',
    kind: 'count',
    value: 'N',
    help: 'parts of the images, of which one is held out; default: 4\n(a split column holds out what it says)',
  },
  seed: { ...seed, help: 'of the split and of draws, whatever --seeds are; default: 1' },
  ...{ draws, cache, threads, queue },
} as const;

type Given = Values<ReturnType<typeof trainedOptions> & typeof splitOptions>;

/** Throws a `UsageError` where parts are asked for of images that a split column holds out already. */
export function refuseParts(operation: string, { parts }: Given, { from, images }: ImageList): void {
  if (parts === undefined || !hasSplit(images)) return;
  throw new UsageError(
    `${operation}: --parts makes parts, but the split column of ${from} says what is held out. Leave one of them out.`,
  );
}

/** The poolings that the options name. */
export function learnedOf(
  operation: string,
  values: Given,
  { heads }: Encoder,
  usual: readonly string[],
): LearnedOptions {
  return {
    poolings: values.pooling ?? usual,
    groups: values.groups ?? (heads === undefined ? [] : [heads]),
    queries: values.queries ?? 32,
    p: values.p ?? usualStart.p,
    negatives: values.negatives ?? usualStart.negatives,
    specs: (values.spec ?? []).map((text) => specOf(operation, text)),
  };
}

/** Split, seeds and intervals. Throws a `UsageError` where seeds are named twice, or nothing would be left to train on. */
export function splitOf(operation: string, { parts = 4, seed = 1, draws = 2000, seeds = [1, 2, 3] }: Given) {
  if (parts < 2) throw new UsageError(`${operation}: --parts must be at least 2: one is held out.`);
  if (new Set(seeds).size < seeds.length) {
    throw new UsageError(`${operation}: --seeds must differ, but ${seeds.join(',')} came.`);
  }
  return { parts, seed, draws, seeds, level: 0.95 };
}
