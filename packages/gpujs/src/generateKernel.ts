import { float32 } from '@ggem/core';
import { atom, binary, type Code, call, choice, literal } from './code.ts';
import {
  type ArrayNode,
  type Axis,
  type Expression,
  isCondition,
  isReduction,
  operandsOf,
  type ReductionExpression,
} from './expression.ts';
import {
  depthOf,
  type Index,
  instanceKey,
  loopOf,
  operandPositions,
  type Position,
  partsOf,
  plus,
  within,
} from './position.ts';
import { type Instance, reductionsIn } from './reductionsIn.ts';
import { Scope } from './scope.ts';
import { halfPowersOfTwo, spelledExp, spelledLog } from './spelledOut.ts';

/** One kernel as text, with what has to be given to run it. */
export interface KernelText {
  readonly source: string;
  /** Names of its arguments, in order; `inf` and `nan` are the numbers of that name. */
  readonly parameters: readonly string[];
  /** Read as `this.constants.values` and so on. */
  readonly constants: Readonly<Record<string, number | readonly number[]>>;
  /** Threads from the innermost axis, as gpu.js wants them. */
  readonly output: readonly number[];
}

/** A value that a kernel computes, and the axes by which its result is indexed, from the outermost. */
export interface Target {
  readonly name: string;
  readonly x: Expression;
  readonly axes: readonly Axis[];
}

const threadNames = { batch: 'image', tokens: 'token', channels: 'channel' } as const;
const turnNames = { batch: 'b', tokens: 'n', channels: 'c', members: 'm' } as const;
const axisNumber = { batch: 0, tokens: 1, channels: 2 } as const;

/**
 * Writes the kernel of one value: a thread an output value, a loop a reduction, elementwise code inlined. Reductions
 * over the same range that do not need each other share a loop, and what does not change in a loop is computed before it.
 *
 * `loaded` are values that earlier kernels computed. `spellsOut` writes exponentials and logarithms as arithmetic.
 */
export function generateKernel(
  target: Target,
  loaded: ReadonlyMap<Expression, ArrayNode>,
  comment: string,
  spellsOut: boolean,
): KernelText {
  return new Generator(target, loaded, spellsOut).write(comment);
}

class Generator {
  private readonly target: Target;
  private readonly loaded: ReadonlyMap<Expression, ArrayNode>;
  private readonly available: ReadonlySet<Expression>;
  private readonly uses = new Map<Expression, number>();
  private readonly names = new Map<string, number>();
  private readonly parameters = new Set<string>();
  private readonly lengths: Record<string, number> = {};
  private readonly values: number[] = [];
  private readonly offsets = new Map<readonly number[], number>();
  private scopes: Scope[] = [new Scope()];
  private readsParts = false;
  private readonly spellsOut: boolean;

  constructor(target: Target, loaded: ReadonlyMap<Expression, ArrayNode>, spellsOut: boolean) {
    this.target = target;
    this.spellsOut = spellsOut;
    this.loaded = loaded;
    this.available = new Set(loaded.keys());
    this.countUses(target.x, new Set());
  }

  write(comment: string): KernelText {
    const { x, axes, name } = this.target;
    const inner = [...axes].reverse();
    const used: string[] = [];
    const thread = (axis: Axis): Index => {
      const place = inner.indexOf(axis);
      if (place < 0) return { code: '0', depth: -1 };
      used[place] = `const ${threadNames[axis]} = this.thread.${'xyz'[place]};`;
      this.names.set(threadNames[axis], 1);
      return { code: threadNames[axis], depth: 0 };
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
    const accumulators = terms.map(({ x }) => this.fresh(x.kind === 'max' ? 'highest' : 'total'));
    const updates: string[] = [];
    const results: Record<number, string> = {};
    this.prepare(terms.flatMap(({ operands }) => operands));
    for (const [i, { x, operands }] of terms.entries()) {
      const term = operands.map((one) => this.render(one.x, one.at)).reduce((a, b) => binary('*', a, b));
      if (x.kind !== 'max') {
        scope.lines.push(`let ${accumulators[i]} = 0;`);
        updates.push(`${accumulators[i]} += ${term.text};`);
        continue;
      }
      // What shaders make of NaN in max and in comparisons is their choice; through arithmetic it has to pass.
      const value = this.named(term, nameOf(x.x, this.loaded), loop);
      const doubt = this.fresh('doubt');
      scope.lines.push(`let ${accumulators[i]} = -${this.parameter('inf')};`, `let ${doubt} = 0;`);
      updates.push(
        `${accumulators[i]} = Math.max(${accumulators[i]}, ${value});`,
        `${doubt} += 1 / (Math.abs(${value}) + 1);`,
      );
      results[i] = `const ${this.fresh('largest')} = ${accumulators[i]} + ${doubt} / inf;`;
    }
    loop.lines.push(...updates);
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

  /** The code of a value; one that is used again, or does not change in the loop around, gets a name. */
  private render(x: Expression | number, given: Position): Code {
    if (typeof x === 'number') return this.number(x);
    const at = within(x, given);
    const home = this.scopes[depthOf(at)]!;
    const key = instanceKey(x, at);
    const known = home.known.get(key);
    if (known) return known;
    const invariant = home !== this.scopes.at(-1);
    // Written where it belongs, so that only the whole gets a name there, not each piece of it.
    const inside = this.scopes;
    if (invariant) this.scopes = inside.slice(0, depthOf(at) + 1);
    const code = this.compute(x, at);
    this.scopes = inside;
    const shared = (this.uses.get(x) ?? 0) > 1;
    if (!(shared || invariant || code.text.length > 100) || code.isAtom) return code;
    const name = isCondition(x)
      ? binary('>', atom(this.named(choice(code, literal(1), literal(0)), 'holds', home)), literal(0))
      : atom(this.named(code, nameOf(x, this.loaded), home));
    home.known.set(key, name);
    return name;
  }

  private compute(x: Expression, at: Position): Code {
    const array = this.loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) {
      const { name, axes, begin = 0 } = array;
      const indices = axes.map((axis) => (axis === 'channels' ? plus(at[axis], begin) : at[axis]));
      return this.read(this.parameter(name), indices);
    }
    if (isReduction(x)) throw new TypeError('gpujs: a reduction was left out of the loops.');
    const positions = operandPositions(x, at);
    const part = (operand: Expression | number, i = 0): Code => this.render(operand, positions[i]!);
    switch (x.kind) {
      case 'array':
        throw new TypeError('gpujs: an array was not read.');
      case 'constant':
        return this.read('this.constants.values', [plus(at[x.axis], this.placeOf(x.values))]);
      case 'add':
        return binary('+', part(x.a), part(x.b));
      case 'sub':
        return binary('-', part(x.a), part(x.b));
      case 'mul':
        return binary('*', part(x.a), part(x.b));
      case 'div':
        return binary('/', part(x.a), part(x.b));
      case 'less':
        return binary('<', part(x.a), part(x.b));
      case 'equal':
        return binary('===', this.rounded(x.a, part(x.a)), this.rounded(x.b, part(x.b)));
      case 'exp': {
        const power = asPower(x.x);
        if (power) return this.power(part(power.base), power.exponent);
        if (!this.spellsOut) return call('Math.exp', part(x.x));
        return spelledExp(this.name('exponent', part(x.x)), this.placeOf(halfPowersOfTwo), this.name);
      }
      case 'log':
        return this.spellsOut && isRatio(x.x)
          ? spelledLog(this.name('ratio', part(x.x)), this.name)
          : call('Math.log', part(x.x));
      case 'clamp': {
        const above =
          x.low === Number.NEGATIVE_INFINITY ? part(x.x) : call('Math.max', part(x.x), this.number(x.low));
        return x.high === Number.POSITIVE_INFINITY ? above : call('Math.min', above, this.number(x.high));
      }
      case 'select':
        return choice(part(x.condition), part(x.yes), part(x.no));
      case 'positions':
        // A whole number made one with a fraction, whatever type the language gives it.
        return at.tokens.depth < 0
          ? literal(Number(at.tokens.code))
          : call('Math.max', atom(at.tokens.code), literal(0));
      case 'pad':
        return choice(binary('<', this.index(at.tokens), literal(x.before)), literal(0), part(x.x));
      case 'concat': {
        const values = partsOf(x.parts).map(({ begin, part: own }, i) => ({ begin, value: part(own, i) }));
        return values.reduce((left, { begin, value }) => ({
          begin,
          value: choice(binary('<', this.index(at.channels), literal(begin)), left.value, value),
        })).value;
      }
      case 'expand':
      case 'slice':
      case 'transpose':
      case 'spread':
        return part(x.x);
      default:
        return x satisfies never;
    }
  }

  /** `x^n` by multiplications, and a square root for a half: several times faster than any exponential. */
  private power(base: Code, exponent: number): Code {
    const x = atom(this.named(base, 'base', this.scopes.at(-1)!));
    const factors = new Array<Code>(Math.floor(exponent)).fill(x);
    if (!Number.isInteger(exponent)) factors.push(call('Math.sqrt', x));
    return factors.reduce((product, factor) => binary('*', product, factor));
  }

  /** On cpu code runs in float64, while what an earlier kernel computed is float32: equal only if both are rounded. */
  private rounded(x: Expression | number, code: Code): Code {
    const isExact =
      typeof x === 'number' || x.kind === 'array' || x.kind === 'positions' || this.loaded.has(x);
    return this.readsParts && !isExact ? call('Math.fround', code) : code;
  }

  private read(name: string, indices: readonly Index[]): Code {
    return {
      ...atom(`${name}${indices.map((index) => `[${this.index(index).text}]`).join('')}`),
      isAtom: false,
    };
  }

  /** An index as code: what is more than a counter and an offset gets a name. */
  private index(index: Index): Code {
    if (index.depth < 0) return literal(Number(index.code));
    if (/^\w+( [+-] \d+)?$/.test(index.code))
      return { text: index.code, binds: /^\w+$/.test(index.code) ? 5 : 3, isAtom: false };
    const home = this.scopes[index.depth]!;
    const known = home.known.get(index.code);
    if (known) return known;
    const name = atom(this.named({ ...atom(index.code), isAtom: false }, indexName(index.code), home));
    home.known.set(index.code, name);
    return name;
  }

  /** Constants lie one after the other in one table: every array costs a binding, and WebGPU grants eight. */
  private placeOf(values: readonly number[]): number {
    const start = this.offsets.get(values) ?? this.values.length;
    if (!this.offsets.has(values)) {
      this.offsets.set(values, start);
      this.values.push(...values);
    }
    return start;
  }

  /** Languages of graphics cards have no literals for these. */
  private number(value: number): Code {
    if (Number.isNaN(value)) return atom(this.parameter('nan'));
    if (value === Number.POSITIVE_INFINITY) return atom(this.parameter('inf'));
    if (value === Number.NEGATIVE_INFINITY) return literal(`-${this.parameter('inf')}`);
    return literal(value);
  }

  /** Names a step on the way in the scope that is being written. */
  private readonly name = (name: string, code: Code | string): string =>
    this.named(typeof code === 'string' ? { ...atom(code), isAtom: false } : code, name, this.scopes.at(-1)!);

  private named(code: Code, name: string, scope: Scope): string {
    if (code.isAtom && /^\w+$/.test(code.text)) return code.text;
    const fresh = this.fresh(name);
    scope.lines.push(`const ${fresh} = ${code.text};`);
    return fresh;
  }

  private fresh(name: string): string {
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  }

  private parameter(name: string): string {
    this.parameters.add(name);
    return name;
  }

  private length(axis: Axis | 'members', turns: number): string {
    const known = Object.entries(this.lengths).find(([, length]) => length === turns);
    if (known) return known[0];
    const name = this.lengths[axis] === undefined ? axis : `${axis}${turns}`;
    this.lengths[name] = turns;
    return name;
  }

  private countUses(x: Expression, seen: Set<Expression>): void {
    if (seen.has(x)) return;
    seen.add(x);
    const array = this.loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) this.names.set(array.name, 1);
    if (this.loaded.has(x)) {
      this.readsParts = true;
      return;
    }
    for (const operand of operandsOf(x)) {
      this.uses.set(operand, (this.uses.get(operand) ?? 0) + 1);
      this.countUses(operand, seen);
    }
  }
}

/** Up to here multiplications are faster than an exponential. */
const largestPower = 8;

/** What core writes as `e^(n ln x)` where `n` is a small whole number or a half more. */
function asPower(x: Expression): { readonly base: Expression; readonly exponent: number } | undefined {
  if (x.kind === 'log') return { base: x.x, exponent: 1 };
  if (x.kind !== 'mul') return undefined;
  const [log, exponent] = typeof x.a === 'number' ? [x.b, x.a] : [x.a, x.b];
  if (typeof log === 'number' || log.kind !== 'log' || typeof exponent !== 'number') return undefined;
  const isSmall = exponent >= 0.5 && exponent <= largestPower && Number.isInteger(exponent * 2);
  return isSmall ? { base: log.x, exponent } : undefined;
}

/** Whether a value lies in (0, 1] and is a normal number, whatever it is computed from. */
function isRatio(x: Expression): boolean {
  return x.kind === 'clamp' && x.low >= float32.tiny && x.high === 1;
}

/** A group of channels is found by a division, a patch behind prefix tokens by a limit. */
function indexName(code: string): string {
  return code.startsWith('Math.floor') || code.includes('* Math.floor') ? 'group' : 'place';
}

/** Arrays come first, numbers last. */
function rank(parameter: string): number {
  return parameter === 'nan' ? 2 : parameter === 'inf' ? 1 : 0;
}

/** What a value is called in the source. */
function nameOf(x: Expression, loaded: ReadonlyMap<Expression, ArrayNode>): string {
  const array = loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
  if (array) return array.name === 'tokens' ? 'x' : `${array.name}Here`;
  switch (x.kind) {
    case 'add':
      return 'sum';
    case 'sub':
      return 'difference';
    case 'mul':
      return 'product';
    case 'div':
      return 'quotient';
    case 'exp':
      return 'power';
    case 'log':
      return 'logarithm';
    case 'clamp':
      return 'held';
    case 'select':
      return 'chosen';
    case 'constant':
    case 'positions':
      return x.kind === 'constant' ? 'constant' : 'position';
    case 'expand':
    case 'slice':
    case 'pad':
    case 'transpose':
    case 'spread':
      return typeof x.x === 'number' ? 'value' : nameOf(x.x, loaded);
    default:
      return 'value';
  }
}
