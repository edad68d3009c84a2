import type { ArrayNode, Axis, Expression, ReductionExpression } from '../graph/expression.ts';
import { depthOf, type Index, instanceKey, loopOf, type Position } from '../graph/position.ts';
import { type Instance, reductionsIn } from '../schedule/reductionsIn.ts';
import { atom, binary } from './code.ts';
import type { Dialect } from './dialect.ts';
import type { KernelText, Target } from './kernelText.ts';
import { nameOf } from './nameOf.ts';
import { Scope } from './scope.ts';
import { ValueWriter } from './valueWriter.ts';

const threadNames = { batch: 'image', tokens: 'token', channels: 'channel' } as const;
const turnNames = { batch: 'b', tokens: 'n', channels: 'c', members: 'm' } as const;
const axisNumber = { batch: 0, tokens: 1, channels: 2 } as const;

/** Longer sums are added up in runs: over thousands of like values the error would grow with their number. */
const inOneRun = 32;

/**
 * Writes the kernel of one value: a thread an output value, a loop a reduction, elementwise code inlined. Reductions
 * over the same range that do not need each other share a loop, and what does not change in a loop is computed before it.
 *
 * `loaded` are values that earlier kernels computed.
 */
export function generateKernel(
  target: Target,
  loaded: ReadonlyMap<Expression, ArrayNode>,
  comment: string,
  dialect: Dialect,
): KernelText {
  return new KernelWriter(target, loaded, dialect).write(comment);
}

class KernelWriter extends ValueWriter {
  private readonly target: Target;
  private readonly available: ReadonlySet<Expression>;
  private readonly lengths: Record<string, number> = {};

  constructor(target: Target, loaded: ReadonlyMap<Expression, ArrayNode>, dialect: Dialect) {
    super(target.x, loaded, dialect);
    this.target = target;
    this.available = new Set(loaded.keys());
  }

  write(comment: string): KernelText {
    const { x, axes, name } = this.target;
    const inner = [...axes].reverse();
    const used: string[] = [];
    const thread = (axis: Axis): Index => {
      const place = inner.indexOf(axis);
      if (place < 0) return { code: '0', depth: -1 };
      used[place] = `const ${threadNames[axis]} = this.thread.${'xyz'[place]};`;
      return { code: this.fresh(threadNames[axis]), depth: 0 };
    };
    const at: Position = { batch: thread('batch'), tokens: thread('tokens'), channels: thread('channels') };
    this.prepare([{ x, at }]);
    const result = this.render(x, at);
    const body = this.scopes[0]!.lines;
    body.push(`return ${result.text};`);
    const text = body.join('\n');
    const threads = used.filter((line) => new RegExp(`\\b${line.split(' ')[1]}\\b`).test(text));
    const parameters = [...this.parameters].sort((a, b) => rank(a) - rank(b));
    const lines = [...threads, ...body].map((line) => `  ${line}`);
    const remarks = comment.split('\n').map((line) => `  // ${line}`.trimEnd());
    return {
      source: `function ${name}(${parameters.join(', ')}) {\n${[...remarks, ...lines].join('\n')}\n}`,
      parameters,
      operations: this.operations,
      constants: { ...this.lengths, ...(this.values.length > 0 && { values: this.values }) },
      output: inner.map((axis) => x.shape[axisNumber[axis]]),
    };
  }

  /** Writes the loops of all reductions that the values need, those first that others need. */
  private prepare(wanted: readonly Instance[]): void {
    const levels = new Map<string, number>();
    const byLoop = new Map<string, Instance<ReductionExpression>[]>();
    const add = (one: Instance<ReductionExpression>): number => {
      const key = instanceKey(one.x, one.at);
      if (this.scopes[depthOf(one.at)]!.known.has(key)) return -1;
      const placed = levels.get(key);
      if (placed !== undefined) return placed;
      const level = 1 + Math.max(-1, ...this.neededBefore(one, Number.MAX_SAFE_INTEGER / 2).map(add));
      levels.set(key, level);
      const { turns, axis } = loopOf(one.x, one.at);
      const loop = `${level}/${depthOf(one.at)}/${axis}/${turns}`;
      byLoop.set(loop, [...(byLoop.get(loop) ?? []), one]);
      return level;
    };
    for (const one of reductionsIn(wanted, this.available)) add(one);
    const ordered = [...byLoop].sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    for (const [, group] of ordered) this.writeLoop(group);
  }

  /** The reductions inside of one that do not change in its loop. */
  private neededBefore(
    { x, at }: Instance<ReductionExpression>,
    depth: number,
  ): readonly Instance<ReductionExpression>[] {
    const turn = { code: `$${depth}`, depth };
    return reductionsIn(loopOf(x, at).operands(turn), this.available).flatMap((inner) =>
      depthOf(inner.at) >= Number.MAX_SAFE_INTEGER / 2 ? this.neededBefore(inner, depth + 1) : [inner],
    );
  }

  private writeLoop(group: readonly Instance<ReductionExpression>[]): void {
    const outside = this.scopes;
    const home = depthOf(group[0]!.at);
    const scope = outside[home]!;
    const loop = new Scope();
    this.scopes = [...outside.slice(0, home + 1), loop];
    const { turns, axis } = loopOf(group[0]!.x, group[0]!.at);
    const counter = this.fresh(turnNames[axis]);
    const turn: Index = { code: counter, depth: home + 1 };
    const terms = group.map(({ x, at }) => ({ x, at, operands: loopOf(x, at).operands(turn) }));
    const accumulators = terms.map(({ x }) =>
      this.fresh(x.kind === 'max' ? this.highestName : turns > inOneRun ? 'sum' : 'total'),
    );
    const updates: string[] = [];
    const flushes: string[] = [];
    const results: Record<number, string> = {};
    this.prepare(terms.flatMap(({ operands }) => operands));
    for (const [i, { x, operands }] of terms.entries()) {
      const term = operands.map((one) => this.render(one.x, one.at)).reduce((a, b) => binary('*', a, b));
      if (x.kind !== 'max') {
        scope.lines.push(`let ${accumulators[i]} = 0;`);
        if (turns <= inOneRun) {
          updates.push(`${accumulators[i]} += ${term.text};`);
          continue;
        }
        const run = this.fresh('run');
        scope.lines.push(`let ${run} = 0;`);
        updates.push(`${run} += ${term.text};`);
        flushes.push(`${accumulators[i]} += ${run};`, `${run} = 0;`);
        results[i] = `const ${this.fresh('total')} = ${accumulators[i]} + ${run};`;
        continue;
      }
      const value = this.named(term, nameOf(x.x, this.loaded), loop);
      const highest = accumulators[i]!;
      scope.lines.push(`let ${highest} = -${this.parameter('inf')};`);
      updates.push(`${highest} = ${this.larger(highest, value)};`);
      if (this.dialect.largest !== 'arithmetic') continue;
      // Finite whatever the values are, but NaN where one is.
      const doubt = this.fresh('doubt');
      scope.lines.push(`let ${doubt} = 0;`);
      updates.push(`${doubt} += 1 / (Math.abs(${value}) + 1);`);
      results[i] = `const ${this.fresh('largest')} = ${highest} + ${doubt} / inf;`;
    }
    loop.lines.push(...updates);
    if (flushes.length > 0) {
      const size = 2 ** Math.round(Math.log2(turns) / 2);
      const next = this.fresh('next');
      scope.lines.push(`let ${next} = ${size - 1};`);
      flushes.push(`${next} += ${size};`);
      loop.lines.push(`if (${counter} === ${next}) {`, ...flushes.map((line) => `  ${line}`), '}');
    }
    scope.lines.push(
      `for (let ${counter} = 0; ${counter} < this.constants.${this.length(axis, turns)}; ${counter}++) {`,
      ...loop.lines.map((line) => `  ${line}`),
      '}',
    );
    terms.forEach(({ x, at }, i) => {
      const result = results[i];
      if (result !== undefined) scope.lines.push(result);
      const name = result === undefined ? accumulators[i]! : result.split(' ')[1]!;
      scope.known.set(instanceKey(x, at), atom(name));
    });
    this.scopes = outside;
  }

  private get highestName(): string {
    return this.dialect.largest === 'arithmetic' ? 'highest' : 'largest';
  }

  /** Of a choice: neither comparison holds for NaN, and the sum carries it on. */
  private larger(a: string, b: string): string {
    return this.dialect.largest === 'choice'
      ? `${b} > ${a} ? ${b} : ${b} <= ${a} ? ${a} : ${b} + ${a}`
      : `Math.max(${a}, ${b})`;
  }

  private length(axis: Axis | 'members', turns: number): string {
    const known = Object.entries(this.lengths).find(([, length]) => length === turns);
    if (known) return known[0];
    const name = this.lengths[axis] === undefined ? axis : `${axis}${turns}`;
    this.lengths[name] = turns;
    return name;
  }
}

/** Arrays come first, numbers last. */
function rank(parameter: string): number {
  return parameter === 'nan' ? 2 : parameter === 'inf' ? 1 : 0;
}
