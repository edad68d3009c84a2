import { sizeOf } from '@ggem/core';
import { type Axis, type Expression, lengthOf, type ReductionExpression } from '../graph/expression.ts';
import { counterIndex, type Index } from '../graph/indexExpression.ts';
import { loopOf } from '../graph/loopOf.ts';
import { depthOf, instanceKey } from '../graph/position.ts';
import { lanesOf } from '../schedule/lanesOf.ts';
import { type LoopGroup, loopGroups } from '../schedule/loopGroups.ts';
import { type Instance, startPosition } from '../schedule/reductionsIn.ts';
import { rootsOf, type ScheduledKernel } from '../schedule/scheduledKernel.ts';
import { type Slices, slicesOf } from '../schedule/slicesOf.ts';
import { atom, binary, type Code, call, literal, nameFor } from './code.ts';
import {
  type KernelTarget,
  type Language,
  type Merging,
  threadName,
  type WrittenKernel,
} from './language.ts';
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
  const lanes = lanesOfKernel(scheduled, target.lanes ?? 1);
  const shared = slicesOf(scheduled, lanes, target.fills ?? 0);
  return target.kernel({ ...writeBody(scheduled, target.language, [], lanes, shared), remarks });
}

/**
 * A kernel without its comment, whose threads compute so many neighbouring channels. `values` are the constants of kernels
 * that are written into one text.
 */
export function writeBody(
  scheduled: ScheduledKernel,
  language: Language,
  values: number[],
  lanes = 1,
  shared?: Slices,
): Omit<WrittenKernel, 'remarks'> {
  return new KernelWriter(scheduled, language, lanes, values, shared).write();
}

/** How many neighbouring channels each thread of a kernel computes at once. */
export function lanesOfKernel(scheduled: ScheduledKernel, atMost: number): number {
  return lanesOf(rootsOf(scheduled), scheduled.axes, scheduled.loaded, atMost);
}

/** What a reduction does in each turn and around a run of turns, and its value if that is not simply its variable. */
interface Accumulation {
  readonly updates: readonly Statement[];
  readonly run?: { readonly start: Statement; readonly flush: Statement; readonly reset: Statement };
  readonly result?: { readonly name: string; readonly value: Code };
  readonly isWide: boolean;
}

/** The length of a run: about the root of the number of turns, and a divisor of it where one is near. */
function runSize(turns: number): number {
  const root = Math.sqrt(turns);
  const near = Array.from({ length: Math.ceil(root) }, (_, i) => Math.floor(root) - i).find(
    (size) => size >= root / 2 && turns % size === 0,
  );
  return near ?? 2 ** Math.round(Math.log2(root));
}

class KernelWriter extends ValueWriter {
  private readonly scheduled: ScheduledKernel;
  private readonly shared: Slices | undefined;
  private readonly merges = new Map<string, WrittenKernel['merges'][number]>();
  private readonly roots: readonly Expression[];
  private readonly available: ReadonlySet<Expression>;
  private readonly turns: Record<string, number> = {};

  constructor(
    scheduled: ScheduledKernel,
    language: Language,
    lanes: number,
    values: number[],
    shared: Slices | undefined,
  ) {
    const roots = rootsOf(scheduled);
    super(roots, scheduled.loaded, language, lanes, values);
    this.scheduled = scheduled;
    this.shared = shared;
    this.roots = roots;
    this.available = new Set(scheduled.loaded.keys());
  }

  write(): Omit<WrittenKernel, 'remarks'> {
    const { x, axes, name } = this.scheduled;
    for (const axis of axes) this.fresh(threadName(axis, this.lanes));
    const at = startPosition(x, this.lanes);
    this.prepare(this.roots.map((root) => ({ x: root, at })));
    const values = this.roots.map((root) => this.render(root, at));
    const results = this.lanes > 1 ? values.map((value) => this.widened(value)) : values;
    const body = this.scopes[0]!.statements;
    const lengths = axes.map((axis) => lengthOf(x.shape, axis));
    body.push({
      kind: 'result',
      values: results,
      threads: sizeOf(lengths) / this.lanes,
      slices: this.shared?.slices ?? 1,
    });
    return {
      name,
      body,
      axes,
      lengths,
      slots: values.length,
      threads: this.threads,
      lanes: this.lanes,
      wide: this.wide,
      shared: this.shared,
      merges: [...this.merges.values()],
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
    const slices = depth === 0 ? (this.shared?.slices ?? 1) : 1;
    const ownTurns = Math.ceil(turns / slices);
    const counter = this.fresh(turnNames[axis]);
    const turn: Index = counterIndex(counter, depth + 1, turns);
    const terms = members.map(({ x, at }) => ({ x, at, operands: loopOf(x, at).operands(turn) }));
    const accumulators = terms.map(({ x }) =>
      this.fresh(x.kind === 'max' ? this.highestName : ownTurns > inOneRun ? 'sum' : 'total'),
    );
    this.prepare(terms.flatMap(({ operands }) => operands));
    const written = terms.map(({ x, operands }, i) => {
      const values = operands.map((one) => this.render(one.x, one.at));
      const term = values.reduce((a, b) => binary('*', a, b));
      const name = accumulators[i]!;
      return x.kind === 'max'
        ? this.largestOf(name, x, term, scope, loop)
        : this.sumOf(name, term, ownTurns, scope);
    });
    loop.statements.push(...written.flatMap(({ updates }) => updates));
    const runs = written.flatMap(({ run }) => run ?? []);
    const length = this.length(axis, turns);
    if (runs.length === 0) {
      scope.statements.push({ kind: 'loop', counter, turns, slices, length, body: loop.statements });
    } else if (this.language.words.run) {
      const [begin, size] = [this.fresh('begin'), slices * runSize(ownTurns)];
      const run: Statement = { kind: 'run', counter, begin, turns, size, slices, body: loop.statements };
      const body = [...runs.map(({ start }) => start), run, ...runs.map(({ flush }) => flush)];
      scope.statements.push({ kind: 'runs', counter: begin, turns, size, slices, body });
    } else {
      const [next, size] = [this.fresh('next'), 2 ** Math.round(Math.log2(turns) / 2)];
      scope.statements.push(...runs.map(({ start }) => start));
      scope.statements.push({ kind: 'variable', name: next, type: 'index', start: literal(size - 1) });
      const ended = runs.flatMap(({ flush, reset }) => [flush, reset]);
      const moved: Statement = { kind: 'add', name: next, value: literal(size) };
      loop.statements.push({ kind: 'turn', counter, is: next, body: [...ended, moved] });
      scope.statements.push({ kind: 'loop', counter, turns, slices, length, body: loop.statements });
    }
    terms.forEach(({ x, at }, i) => {
      const { result, isWide } = written[i]!;
      if (result) scope.statements.push({ kind: 'let', type: 'value', ...result });
      const found = { ...atom(result?.name ?? accumulators[i]!), isWide };
      const whole = slices > 1 ? this.merged(x.kind === 'max' ? 'max' : 'sum', found, scope) : found;
      scope.known.set(instanceKey(x, at), whole);
    });
    this.scopes = outside;
  }

  /** What a loop found in all of its slices. */
  private merged(how: Merging, found: Code, scope: Scope): Code {
    const isWide = found.isWide ?? false;
    this.merges.set(`${how}/${isWide}`, { how, isWide });
    const code = { ...this.language.merged!(how, found), isWide };
    return this.kept(code, how === 'max' ? 'largestOfAll' : 'sumOfAll', scope);
  }

  private sumOf(name: string, term: Code, turns: number, scope: Scope): Accumulation {
    const { isWide = false } = term;
    const type = isWide ? 'lanes' : 'value';
    const zero = isWide ? this.widened(this.number(0)) : this.number(0);
    scope.statements.push({ kind: 'variable', name, type, start: zero });
    if (turns <= inOneRun) return { updates: [{ kind: 'add', name, value: term }], isWide };
    const run = this.fresh('run');
    const isNested = this.language.words.run !== undefined;
    const whole = { name: this.fresh('total'), value: binary('+', nameFor(name, term), nameFor(run, term)) };
    return {
      isWide,
      updates: [{ kind: 'add', name: run, value: term }],
      run: {
        start: { kind: 'variable', name: run, type, start: zero },
        flush: { kind: 'add', name, value: nameFor(run, term) },
        reset: { kind: 'assign', name: run, value: zero },
      },
      // Nested, the last run has ended too.
      ...(!isNested && { result: whole }),
    };
  }

  private largestOf(
    name: string,
    x: Extract<ReductionExpression, { readonly kind: 'sum' | 'max' }>,
    term: Code,
    scope: Scope,
    loop: Scope,
  ): Accumulation {
    const { largest } = this.language;
    const functions = this.functions;
    const value = this.kept(term, nameOf(x.x, this.loaded), loop);
    const { isWide = false } = value;
    const highest = nameFor(name, value);
    const lowest = this.number(Number.NEGATIVE_INFINITY);
    const start = isWide ? this.widened(lowest) : lowest;
    scope.statements.push({ kind: 'variable', name, type: isWide ? 'lanes' : 'value', start });
    if (largest !== 'arithmetic') {
      // In the choice, both comparisons are false for NaN, and the sum hands it on.
      const larger =
        typeof largest === 'object'
          ? call(largest.function, highest, value)
          : largest === 'max'
            ? functions.max(highest, value)
            : this.chosen(
                binary('>', value, highest),
                value,
                this.chosen(binary('<=', value, highest), highest, binary('+', value, highest)),
              );
      return { updates: [{ kind: 'assign', name, value: larger }], isWide };
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
      isWide,
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
