import { type Contender, type Job, nameOf, type OpenContender } from '../contender.ts';
import { type Measure, makeWorkload, type Workload } from '../workload.ts';
import { checkResult } from './checkResult.ts';
import type { Effort } from './effort.ts';
import type { Row } from './row.ts';
import { summarize } from './statistics.ts';

export interface MeasureOptions {
  readonly effort: (measure: Measure) => Effort;
  readonly signal: AbortSignal;
  /** Gets a text that says what is measured now. */
  readonly onProgress: (text: string) => void;
  /** Gets all rows of a measure when it has ended. */
  readonly onRows: (measure: Measure, rows: readonly Row[]) => void;
  /** Gets the name of a contender that is left out, and why. */
  readonly onProblem: (text: string) => void;
}

/** The most samples of one contender at one measure; more would hardly change the median. */
const most = 31;
const least = 3;
/** A sample is so many calls that they take this time, in ms: the precision of the clock must not matter. */
const sampleTime = 4;

interface Runner {
  readonly contender: Contender;
  readonly job: Job;
  /** How many calls a sample has. */
  readonly calls: number;
  readonly programs: number | undefined;
  readonly samples: number[];
  spent: number;
}

/**
 * Measures every contender at every measure. Within a measure they take turns, in another order in every round, so that
 * whatever else the machine does affects all of them equally.
 */
export async function measureAll(
  contenders: readonly Contender[],
  plan: readonly Measure[],
  options: MeasureOptions,
): Promise<void> {
  const open = await openAll(contenders, options);
  // Milliseconds for each value in the last measure of the same pass and spec, to predict which calls would take too long.
  const pace = new Map<string, number>();
  try {
    for (const measure of plan) {
      if (options.signal.aborted) return;
      const workload = makeWorkload(measure);
      const runners = await startAll(open, workload, pace, options);
      try {
        await takeTurns(runners, options.effort(measure).budget, options.signal);
      } finally {
        for (const { job } of runners) await job.dispose();
      }
      const measured = runners.filter(({ samples }) => samples.length >= 3);
      options.onRows(
        measure,
        measured.map((runner) => rowOf(runner, measure)),
      );
    }
  } finally {
    for (const { opened } of open) await opened.close?.();
  }
}

interface Opened {
  readonly contender: Contender;
  readonly opened: OpenContender;
}

async function openAll(contenders: readonly Contender[], options: MeasureOptions): Promise<Opened[]> {
  const open: Opened[] = [];
  for (const contender of contenders) {
    options.onProgress(`opening ${nameOf(contender)}`);
    try {
      open.push({ contender, opened: await contender.open() });
    } catch (error) {
      options.onProblem(`${nameOf(contender)} is not here: ${reason(error)}`);
    }
  }
  return open;
}

async function startAll(
  open: readonly Opened[],
  workload: Workload,
  pace: Map<string, number>,
  options: MeasureOptions,
): Promise<Runner[]> {
  const runners: Runner[] = [];
  const values = workload.x.length;
  const { budget, patience } = options.effort(workload);
  for (const { contender, opened } of open) {
    if (options.signal.aborted || !contender.can(workload)) continue;
    const name = nameOf(contender);
    const kind = `${name} ${workload.pass} ${workload.spec}`;
    const foreseen = (pace.get(kind) ?? 0) * values;
    if (foreseen > patience) {
      options.onProblem(
        `${name} is left out at ${titleOf(workload)}: a call would take about ${Math.round(foreseen / 1000)} s`,
      );
      continue;
    }
    options.onProgress(`${titleOf(workload)}  preparing ${name}`);
    let job: Job | undefined;
    try {
      job = await opened.prepare(workload);
      const first = await calls(job, 1);
      const wrong = job.unchecked ? undefined : checkResult(workload, await job.result());
      if (wrong) throw new Error(`it is wrong: ${wrong}`);
      const took = first > 100 ? first : await warmUp(job, budget / 4);
      pace.set(kind, took / values);
      const perSample = Math.max(1, Math.ceil(sampleTime / Math.max(took, 1e-4)));
      const programs = job.programs?.();
      runners.push({ contender, job, programs, calls: perSample, samples: [], spent: 0 });
    } catch (error) {
      await job?.dispose();
      options.onProblem(`${name} is left out at ${titleOf(workload)}: ${reason(error)}`);
    }
  }
  return runners;
}

/** Calls until compilers have optimised the code, and returns the time of a call then. */
async function warmUp(job: Job, time: number): Promise<number> {
  const started = performance.now();
  let last = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 5 || (n < 300 && performance.now() - started < time); n++) {
    const took = await calls(job, 1);
    last = Math.min(last, took);
  }
  return last;
}

async function takeTurns(runners: readonly Runner[], budget: number, signal: AbortSignal): Promise<void> {
  for (let round = 0; round < most && !signal.aborted; round++) {
    let ran = 0;
    for (let i = 0; i < runners.length; i++) {
      if (signal.aborted) return;
      // Each round starts elsewhere and strides through the list, so that neighbours differ from round to round.
      const runner = runners[(i * strideOf(runners.length) + round) % runners.length]!;
      const { samples, job } = runner;
      if (samples.length >= least && runner.spent > budget) continue;
      const started = performance.now();
      await job.activate?.();
      // One call is not timed, because of what the neighbour left in the caches. Long calls do not need that.
      if ((samples.at(-1) ?? 0) < 20) await calls(job, 1);
      samples.push((await calls(job, runner.calls)) / runner.calls);
      runner.spent += performance.now() - started;
      ran++;
      // Timers and signals are handled here.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    if (ran === 0) return;
  }
}

/** A step that visits all entries of a list of this length, if possible not in order. */
function strideOf(length: number): number {
  const divides = (n: number): boolean => {
    let [a, b] = [n, length];
    while (b > 0) [a, b] = [b, a % b];
    return a === 1;
  };
  return [7, 5, 3].find((n) => n < length && divides(n)) ?? 1;
}

async function calls(job: Job, count: number): Promise<number> {
  if (job.timed) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += await job.timed();
    return sum;
  }
  await job.activate?.();
  const started = performance.now();
  for (let i = 0; i < count; i++) {
    const pending = job.run();
    // A synchronous call must not include a turn of the event loop.
    if (pending !== undefined) await pending;
  }
  return performance.now() - started;
}

function rowOf({ contender, samples, programs }: Runner, measure: Measure): Row {
  const { adapter, device, how, variant, threads = 1 } = contender;
  const { pass, spec, batch, tokens, channels } = measure;
  const { median, spread } = summarize(samples);
  return {
    adapter,
    device,
    how,
    ...(variant !== undefined && { variant }),
    pass,
    spec,
    batch,
    tokens,
    channels,
    threads,
    medianMs: round(median),
    spreadMs: round(spread),
    samples: samples.length,
    ...(programs !== undefined && { programs }),
  };
}

/** `forward  ggem  8 × 196 × 768`. */
export function titleOf({
  pass,
  spec,
  batch,
  tokens,
  channels,
}: Omit<Measure, 'spec'> & { readonly spec: string }): string {
  return `${pass}  ${spec}  ${batch} × ${tokens} × ${channels}`;
}

function round(ms: number): number {
  return Number(ms.toPrecision(4));
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
