import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { resultTable } from '../compare/resultTable.ts';
import { learnedNames, usualStart } from '../probe/learnedCandidates.ts';
import { probe } from '../probe/probe.ts';
import { writeRun } from '../report/writeRun.ts';
import { type Command, command, type Setting } from './command.ts';
import { compareOptions } from './compareOptions.ts';
import { cacheOf, encoderOf, imagesOf, preprocessingOf } from './dataOptions.ts';
import type { Values } from './option.ts';
import { progressLine } from './progressLine.ts';
import { runCompare, specOf } from './runCompare.ts';
import { tellProgress } from './tellProgress.ts';
import { UsageError } from './usageError.ts';

const usual = { epochs: 20, rates: [3e-4, 1e-3, 3e-3, 1e-2], batch: 60, queries: 32 } as const;

const { by: _, cache, threads, queue, ...shared } = compareOptions;
const options = {
  ...shared,
  pooling: {
    heading: 'Attentive probing: poolings that learn together with the head',
    kind: 'texts',
    value: 'LIST',
    help: `of ${learnedNames.join(',')}\n--spec JSON adds any other`,
  },
  queries: { kind: 'count', value: 'N', help: `of ep and attentive-ggem; default: ${usual.queries}` },
  epochs: { kind: 'count', value: 'N', help: `default: ${usual.epochs}` },
  rates: {
    kind: 'numbers',
    value: 'LIST',
    help: `learning rates to choose from by held-out loss\ndefault: ${usual.rates.join(',')}`,
  },
  batch: { kind: 'count', value: 'N', help: `images of a step; default: ${usual.batch}` },
  cache,
  threads,
  queue,
} as const;

type ProbeValues = Values<typeof options>;

/** `ggem-lab probe`: linear heads on fixed poolings, or on poolings that learn with them. */
export const probeCommand: Command = command(
  'probe',
  {
    summary: 'a linear probe alone, or poolings that learn with it',
    usage: '--model FILE --images DIR [--pooling LIST]',
    about:
      'Without --pooling: multinomial logistic regression on fixed poolings. With it, attentive probing: pooling, batch\nnormalisation without scale and shift, and a linear head, trained together by Adam on frozen tokens, as the tables of\nattentive probing have it. Each part of the images is predicted from the others. Ctrl-C stops; the same command goes on.',
    options,
    examples: [
      '--model vit.onnx --images photos',
      '--model vit.onnx --images photos --pooling mean,ggem,ep,abmil,simpool,attentive-ggem',
      '--model vit.onnx --images photos --pooling mean,ep --queries 8 --epochs 40 --rates 1e-3,1e-2',
    ],
  },
  async (values, setting) => {
    const list = await imagesOf('probe', values);
    if (values.pooling === undefined) return runCompare('probe', values, { list, usual: ['probe'] }, setting);
    return runProbe({ ...values, pooling: values.pooling }, list, setting);
  },
);

/** Options that have no meaning where poolings learn. */
const fixedOnly = ['poolings', 'p', 'negatives', 'after'] as const;

async function runProbe(
  values: ProbeValues & { readonly pooling: readonly string[] },
  list: Awaited<ReturnType<typeof imagesOf>>,
  { console, signal }: Setting,
): Promise<number> {
  const { parts = 5, seed = 1, draws = 2000, rates = usual.rates, out = 'ggem-lab-run' } = values;
  for (const name of fixedOnly) {
    if (values[name] === undefined) continue;
    throw new UsageError(
      `probe: --${name} is for poolings that stay as they are; --pooling has those that learn.`,
    );
  }
  if (parts < 3) throw new UsageError('probe: --parts must be at least 3: test, validation, train.');
  if (rates.some((rate) => rate <= 0)) throw new UsageError('probe: --rates must be above 0.');
  const encoder = await encoderOf('probe', values);
  const line = progressLine(console);
  const result = await probe({
    encoder,
    list,
    preprocessing: preprocessingOf(values),
    learned: {
      poolings: values.pooling,
      ...usualStart,
      groups: values.groups ?? (encoder.heads === undefined ? [] : [encoder.heads]),
      queries: values.queries ?? usual.queries,
      specs: (values.spec ?? []).map((text) => specOf('probe', text)),
    },
    ...{ parts, seed, draws, rates, level: 0.95, baseline: values.baseline },
    epochs: values.epochs ?? usual.epochs,
    batch: values.batch ?? usual.batch,
    cache: cacheOf(values),
    threads: values.threads ?? availableParallelism(),
    queue: values.queue,
    signal,
    on: tellProgress(console, encoder),
    onTraining: (done, total) => line(`training ${done}/${total}`, done / total),
  });
  await writeRun(out, result);
  for (const text of resultTable(result)) console.out(text);
  console.out(
    `\n${join(out, 'report.html')} shows it, ${join(out, 'result.json')} has the outcome of each image.`,
  );
  return 0;
}
