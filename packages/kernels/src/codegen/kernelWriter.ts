import { sizeOf } from '@ggem/core';
import { type Axis, type Expression, lengthOf, type ReductionExpression } from '../graph/expression.ts';
import { counterIndex, type Index } from '../graph/indexExpression.ts';
import { loopOf } from '../graph/loopOf.ts';
import { depthOf, instanceKey } from '../graph/position.ts';
import { type LoopGroup, loopGroups } from '../schedule/loopGroups.ts';
import { type Instance, startPosition } from '../schedule/reductionsIn.ts';
import type { ScheduledKernel } from '../schedule/scheduledKernel.ts';
import { atom, binary, type Code, call, literal } from './code.ts';
import { type KernelTarget, type Language, threadNames, type WrittenKernel } from './language.ts';
import { nameOf } from './nameOf.ts';
import { Scope } from './scope.ts';
import type { Statement } from './statement.ts';
import { ValueWriter } from './valueWriter.ts';

const turnNames = { batch: 'b', tokens: 'n', channels: 'c', members: 'm' } as const;

/** Longer sums are added up in runs. In one run, the error over thousands of similar values would grow with their number. */
const inOneRun = 32;

/**
 * Writes a scheduled kernel: one thread for each value of its result, one loop for each reduction, all other code inside
 * of these. Reductions over the same range that do not need each other share a loop, and what does not change in a loop is
 * computed before it.
 */
export function writeKernel<K>(
  scheduled: ScheduledKernel,
  remarks: readonly string[],
  target: KernelTarget<K>,
): K {
  return target.kernel({ ...writeBody(scheduled, target.language, []), remarks });
}

/** A kernel without its comment. `values` are the constants of kernels that are written into one text. */
export function writeBody(
  scheduled: ScheduledKernel,
  language: Language,
  values: number[],
): Omit<WrittenKernel, 'remarks'> {
  return new KernelWriter(scheduled, language, values).write();
}

/** What a reduction does in each turn and at the end of a run of turns, and its value if that is not simply its variable. */
interface Accumulation {
  readonly updates: readonly Statement[];
  readonly flushes: readonly Statement[];
  readonly result?: { readonly name: string; readonly value: Code };
}

class KernelWriter extends ValueWriter {
  private readonly scheduled: ScheduledKernel;
  private readonly roots: readonly Expression[];
  private readonly available: ReadonlySet<Expression>;
  private readonly turns: Record<string, number> = {};

  constructor(scheduled: ScheduledKernel, language: Language, values: number[]) {
    const roots = scheduled.fused ? scheduled.fused.map(({ x }) => x) : [scheduled.x];
    super(roots, scheduled.loaded, language, values);
    this.scheduled = scheduled;
    this.roots = roots;
    this.available = new Set(scheduled.loaded.keys());
  }

  write(): Omit<WrittenKernel, 'remarks'> {
    const { x, axes, name } = this.scheduled;
    for (const axis of axes) this.fresh(threadNames[axis]);
    const at = startPosition(x);
    this.prepare(this.roots.map((root) => ({ x: root, at })));
    const values = this.roots.map((root) => this.render(root, at));
    const body = this.scopes[0]!.statements;
    const lengths = axes.map((axis) => lengthOf(x.shape, axis));
    body.push({ kind: 'result', values, threads: sizeOf(lengths) });
    return {
      name,
      body,
      axes,
      lengths,
      slots: values.length,
      threads: this.threads,
      parameters: [...this.parameters],
      values: this.values,
      turns: this.turns,
    };
  }

  /** Writes the loops of all reductions that the values need. A reduction that others need comes before them. */
  private prepare(wanted: readonly Instance[]): void {
    const isKnown = ({ x, at }: Instance): boolean => this.scopes[depthOf(at)]!.known.has(instanceKey(x, at));
    for (const group of loopGroups(wanted, this.available, isKnown)) this.writeLoop(group);
  }

  private writeLoop({ depth, axis, turns, members }: LoopGroup): void {
    const outside = this.scopes;
    const scope = outside[depth]!;
    const loop = new Scope();
    this.scopes = [...outside.slice(0, depth + 1), loop];
    const counter = this.fresh(turnNames[axis]);
    const turn: Index = counterIndex(counter, depth + 1, turns);
    const terms = members.map(({ x, at }) => ({ x, at, operands: loopOf(x, at).operands(turn) }));
    const accumulators = terms.map(({ x }) =>
      this.fresh(x.kind === 'max' ? this.highestName : turns > inOneRun ? 'sum' : 'total'),
    );
    this.prepare(terms.flatMap(({ operands }) => operands));
    const written = terms.map(({ x, operands }, i) => {
      const values = operands.map((one) => this.render(one.x, one.at));
      const term = values.reduce((a, b) => binary('*', a, b));
      const name = accumulators[i]!;
      return x.kind === 'max'
        ? this.largestOf(name, x, term, scope, loop)
        : this.sumOf(name, term, turns, scope);
    });
    loop.statements.push(...written.flatMap(({ updates }) => updates));
    const flushes: Statement[] = written.flatMap(({ flushes }) => flushes);
    if (flushes.length > 0) {
      const size = 2 ** Math.round(Math.log2(turns) / 2);
      const next = this.fresh('next');
      scope.statements.push({ kind: 'variable', name: next, type: 'index', start: literal(size - 1) });
      flushes.push({ kind: 'add', name: next, value: literal(size) });
      loop.statements.push({ kind: 'turn', counter, is: next, body: flushes });
    }
    scope.statements.push({
      kind: 'loop',
      counter,
      turns,
      length: this.length(axis, turns),
      body: loop.statements,
    });
    terms.forEach(({ x, at }, i) => {
      const { result } = written[i]!;
      if (result) scope.statements.push({ kind: 'let', type: 'value', ...result });
      scope.known.set(instanceKey(x, at), atom(result?.name ?? accumulators[i]!));
    });
    this.scopes = outside;
  }

  private sumOf(name: string, term: Code, turns: number, scope: Scope): Accumulation {
    const zero = this.number(0);
    scope.statements.push({ kind: 'variable', name, type: 'value', start: zero });
    if (turns <= inOneRun) return { updates: [{ kind: 'add', name, value: term }], flushes: [] };
    const run = this.fresh('run');
    scope.statements.push({ kind: 'variable', name: run, type: 'value', start: zero });
    return {
      updates: [{ kind: 'add', name: run, value: term }],
      flushes: [
        { kind: 'add', name, value: atom(run) },
        { kind: 'assign', name: run, value: zero },
      ],
      result: { name: this.fresh('total'), value: binary('+', atom(name), atom(run)) },
    };
  }

  private largestOf(
    name: string,
    x: Extract<ReductionExpression, { readonly kind: 'sum' | 'max' }>,
    term: Code,
    scope: Scope,
    loop: Scope,
  ): Accumulation {
    const { largest, choice } = this.language;
    const functions = this.functions;
    const [value, highest] = [atom(this.named(term, nameOf(x.x, this.loaded), loop)), atom(name)];
    const start = this.number(Number.NEGATIVE_INFINITY);
    scope.statements.push({ kind: 'variable', name, type: 'value', start });
    if (largest !== 'arithmetic') {
      // In the choice, both comparisons are false for NaN, and the sum hands it on.
      const larger =
        typeof largest === 'object'
          ? call(largest.function, highest, value)
          : largest === 'max'
            ? functions.max(highest, value)
            : choice(
                binary('>', value, highest),
                value,
                choice(binary('<=', value, highest), highest, binary('+', value, highest)),
              );
      return { updates: [{ kind: 'assign', name, value: larger }], flushes: [] };
    }
    // A sum that is finite for all values but NaN, and NaN if one of them is.
    const doubt = this.fresh('doubt');
    scope.statements.push({ kind: 'variable', name: doubt, type: 'value', start: this.number(0) });
    const one = this.number(1);
    const infinity = this.number(Number.POSITIVE_INFINITY);
    return {
      updates: [
        { kind: 'assign', name, value: functions.max(highest, value) },
        { kind: 'add', name: doubt, value: binary('/', one, binary('+', functions.abs(value), one)) },
      ],
      flushes: [],
      result: {
        name: this.fresh('largest'),
        value: binary('+', highest, binary('/', atom(doubt), infinity)),
      },
    };
  }

  private get highestName(): string {
    return this.language.largest === 'arithmetic' ? 'highest' : 'largest';
  }

  private length(axis: Axis | 'members', turns: number): string {
    const known = Object.entries(this.turns).find(([, length]) => length === turns);
    if (known) return known[0];
    const name = this.turns[axis] === undefined ? axis : `${axis}${turns}`;
    this.turns[name] = turns;
    return name;
  }
}
