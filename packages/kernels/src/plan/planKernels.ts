import { describeValue } from '../codegen/describeValue.ts';
import { writeKernel } from '../codegen/kernelWriter.ts';
import type { KernelTarget } from '../codegen/language.ts';
import type { Recorder } from '../graph/recorder.ts';
import { scheduleKernels } from '../schedule/scheduleKernels.ts';
import type { Target } from '../schedule/target.ts';

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
  const results = new Set(targets.map(({ name }) => name));
  return scheduleKernels(recorder, targets, target.valuesAtMost).map((scheduled) => {
    const { name, fused = [scheduled] } = scheduled;
    const formula = fused.flatMap((one) => describeValue(one.name, one.x, one.loaded));
    // Only results have the title, since a spec with many parts is long.
    return writeKernel(scheduled, results.has(name) ? [title, ...formula] : formula, target);
  });
}
