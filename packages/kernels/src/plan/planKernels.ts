import { writeCases } from '../codegen/casesWriter.ts';
import { describeValue } from '../codegen/describeValue.ts';
import { writeKernel } from '../codegen/kernelWriter.ts';
import type { KernelTarget } from '../codegen/language.ts';
import type { Expression } from '../graph/expression.ts';
import type { Recorder } from '../graph/recorder.ts';
import { type ScheduledKernel, valuesOf } from '../schedule/scheduledKernel.ts';
import { scheduleKernels } from '../schedule/scheduleKernels.ts';
import type { Target } from '../schedule/target.ts';

/** Values to be computed. */
export interface Recorded {
  readonly recorder: Recorder;
  readonly targets: readonly Target[];
}

/** A way to compute the same values, for the threads whose parameter is as low as `from`. */
export interface RecordedCase extends Recorded {
  readonly from: number;
}

/**
 * Turns recorded values into kernels of a language, in the order in which they run: the kernels of the targets, and before
 * them those of intermediate values. Each begins with its formula; those of results with the title too.
 */
export function planKernels<K>(
  recorder: Recorder,
  targets: readonly Target[],
  title: string,
  target: KernelTarget<K>,
): readonly K[] {
  return schedule({ recorder, targets }, target).map((scheduled) =>
    writeKernel(scheduled, titled(title, targets, scheduled, formulaOf(scheduled)), target),
  );
}

/**
 * The same for values that are computed in several ways. `by` gives the parameter that decides at each place of a kernel's
 * result. Undefined where the ways need other kernels.
 */
export function planCases<K>(
  cases: readonly RecordedCase[],
  by: (scheduled: ScheduledKernel) => Expression,
  title: string,
  target: KernelTarget<K>,
): readonly K[] | undefined {
  const [first, ...others] = cases.map((one) => schedule(one, target));
  if (others.some((one) => one.length !== first!.length)) return undefined;
  const ways = first!.map((one, i) => [one, ...others.map((other) => other[i]!)]);
  if (ways.some(([one, ...rest]) => rest.some((other) => !haveSameThreads(one!, other)))) return undefined;
  return ways.map((alike) => {
    const [one] = alike;
    const formulas = alike.map(formulaOf);
    const isOne = new Set(formulas.map((lines) => lines.join('\n'))).size === 1;
    const formula = isOne
      ? formulas[0]!
      : formulas.flatMap((lines, i) => [`from p = ${cases[i]!.from}:`, ...lines]);
    const own = alike.map((scheduled, i) => ({ from: cases[i]!.from, scheduled }));
    return writeCases(own, by(one!), titled(title, cases[0]!.targets, one!, formula), target);
  });
}

function schedule<K>(
  { recorder, targets }: Recorded,
  { valuesAtMost }: KernelTarget<K>,
): readonly ScheduledKernel[] {
  return scheduleKernels(recorder, targets, valuesAtMost);
}

function formulaOf(scheduled: ScheduledKernel): readonly string[] {
  return valuesOf(scheduled).flatMap((one) => describeValue(one.name, one.x, one.loaded));
}

/** Only results have the title, since a spec with many parts is long. */
function titled(
  title: string,
  targets: readonly Target[],
  { name }: ScheduledKernel,
  formula: readonly string[],
): readonly string[] {
  return targets.some((one) => one.name === name) ? [title, ...formula] : formula;
}

function haveSameThreads(a: ScheduledKernel, b: ScheduledKernel): boolean {
  return (
    a.name === b.name &&
    a.axes.join() === b.axes.join() &&
    a.x.shape.join() === b.x.shape.join() &&
    (a.fused === undefined) === (b.fused === undefined)
  );
}
