import type { Expression } from '../graph/expression.ts';
import { isWideAt } from '../schedule/lanesOf.ts';
import { startPosition } from '../schedule/reductionsIn.ts';
import type { ScheduledKernel } from '../schedule/scheduledKernel.ts';
import { binary, type Code } from './code.ts';
import { lanesOfKernel, writeBody } from './kernelWriter.ts';
import type { KernelTarget } from './language.ts';
import type { Case, Statement } from './statement.ts';
import { ValueWriter } from './valueWriter.ts';

/** One of several kernels that each compute a value in their own way, for the threads whose parameter is as low as `from`. */
export interface KernelCase {
  /** Where the case begins. The last takes what is left. */
  readonly from: number;
  readonly scheduled: ScheduledKernel;
}

/**
 * Writes kernels with the same threads as one, in which each thread runs the statements of its own case: the first whose
 * `from` the value `by` reaches, at the thread's place.
 */
export function writeCases<K>(
  cases: readonly KernelCase[],
  by: Expression,
  remarks: readonly string[],
  target: KernelTarget<K>,
): K {
  const values: number[] = [];
  const lanes = lanesFor(cases, by, target);
  const bodies = cases.map(({ scheduled }) => writeBody(scheduled, target.language, values, lanes));
  const [first] = bodies;
  const texts = new Set(bodies.map(({ body }) => JSON.stringify(body)));
  if (texts.size === 1) return target.kernel({ ...first!, remarks });
  // Each case asks for it, so that it gets a name.
  const condition = new ConditionWriter([by, by], new Map(), target.language, lanes, values);
  const places = cases.slice(0, -1).map(({ from }) => condition.isFrom(by, from, cases[0]!.scheduled));
  const branches = bodies.map(({ body }, i): Case => ({ when: places[i], body }));
  return target.kernel({
    ...first!,
    remarks,
    body: [...condition.statements, { kind: 'cases', cases: branches }],
    slots: Math.max(...bodies.map(({ slots }) => slots)),
    threads: new Set([...condition.asked, ...bodies.flatMap(({ threads }) => [...threads])]),
    parameters: [...new Set([...condition.reads, ...bodies.flatMap(({ parameters }) => parameters)])],
    values,
  });
}

/** As many lanes as all cases may have, where all lanes of a thread take the same case. */
function lanesFor<K>(cases: readonly KernelCase[], by: Expression, target: KernelTarget<K>): number {
  const atMost = target.lanes ?? 1;
  const lanes = Math.min(...cases.map(({ scheduled }) => lanesOfKernel(scheduled, atMost)));
  const { x } = cases[0]!.scheduled;
  return lanes > 1 && !isWideAt(by, startPosition(x, lanes)) ? lanes : 1;
}

class ConditionWriter extends ValueWriter {
  isFrom(by: Expression, from: number, scheduled: ScheduledKernel): Code {
    return binary('<=', this.number(from), this.render(by, startPosition(scheduled.x, this.lanes)));
  }

  get statements(): readonly Statement[] {
    return this.scopes[0]!.statements;
  }

  get asked(): ValueWriter['threads'] {
    return this.threads;
  }

  get reads(): ReadonlySet<string> {
    return this.parameters;
  }
}
