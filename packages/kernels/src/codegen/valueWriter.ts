import {
  type ArrayNode,
  type Expression,
  isCondition,
  isReduction,
  operandsOf,
} from '../graph/expression.ts';
import {
  depthOf,
  heldBetween,
  type Index,
  instanceKey,
  operandPositions,
  type Position,
  plus,
  within,
} from '../graph/position.ts';
import { asPower, isRatio } from './asPower.ts';
import { atom, binary, type Code, call, choice, literal } from './code.ts';
import { type ConcatRun, concatRuns } from './concatRuns.ts';
import type { Dialect } from './dialect.ts';
import { indexName, nameOf } from './nameOf.ts';
import { Scope } from './scope.ts';
import { halfPowersOfTwo, spelledExp, spelledLog } from './spelledOut.ts';

/** Writes the code of values whose reductions are written already, and remembers what it took. */
export class ValueWriter {
  /** The body of the kernel, then the loops that are open in it. */
  protected scopes: Scope[] = [new Scope()];
  protected readonly parameters: Set<string> = new Set();
  protected readonly values: number[] = [];
  protected readonly loaded: ReadonlyMap<Expression, ArrayNode>;
  protected readonly dialect: Dialect;
  private readonly uses = new Map<Expression, number>();
  private readonly names = new Map<string, number>();
  private readonly offsets = new Map<readonly number[], number>();
  private readsParts = false;
  /** How many values were written, those of one expression at several places each time. */
  protected operations = 0;

  constructor(root: Expression, loaded: ReadonlyMap<Expression, ArrayNode>, dialect: Dialect) {
    this.loaded = loaded;
    this.dialect = dialect;
    this.countUses(root, new Set());
  }

  /** The code of a value; one that is used again, or does not change in the loop around, gets a name. */
  protected render(x: Expression | number, given: Position): Code {
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
    this.operations++;
    const array = this.loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) return this.readArray(array, at);
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
        return this.difference(x.a, part(x.a), x.b, part(x.b));
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
        if (!this.dialect.spellsOut) return call('Math.exp', part(x.x));
        return spelledExp(this.name('exponent', part(x.x)), this.placeOf(halfPowersOfTwo), this.name);
      }
      case 'log':
        return this.dialect.spellsOut && isRatio(x.x)
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
      case 'concat':
        return this.oneOf(concatRuns(x.parts, this.loaded), at);
      case 'unpack': {
        const places = this.parameter('places');
        const [begin, end] = [this.read(places, [at.batch]), this.read(places, [plus(at.batch, 1)])];
        const isInside = binary('<', this.index(at.tokens), binary('-', end, begin));
        return choice(isInside, part(x.x), literal(0));
      }
      case 'pack':
        this.parameter('places');
        return part(x.x);
      case 'expand':
      case 'slice':
      case 'transpose':
      case 'spread':
        return part(x.x);
      default:
        return x satisfies never;
    }
  }

  /** A choice a line: gpu.js takes twice as long for each level of choices in choices. */
  private oneOf(runs: readonly ConcatRun[], at: Position): Code {
    const values = runs.map(({ begin, width, part, shape, array }) => {
      const channels = runs.length > 1 ? heldBetween(plus(at.channels, -begin), width - 1) : at.channels;
      const own = { ...at, channels };
      return {
        begin,
        value: array
          ? this.readArray(array, { ...within({ shape }, own), channels })
          : this.render(part, own),
      };
    });
    return values.reduce((left, { begin, value }, i) => {
      const code = choice(binary('<', this.index(at.channels), literal(begin)), left.value, value);
      const isLast = i === values.length - 1;
      return { begin, value: isLast ? code : atom(this.named(code, 'value', this.scopes.at(-1)!)) };
    }).value;
  }

  /** `x^n` by multiplications, and a square root for a half: several times faster than any exponential. */
  private power(base: Code, exponent: number): Code {
    const x = atom(this.named(base, 'base', this.scopes.at(-1)!));
    const factors = new Array<Code>(Math.floor(exponent)).fill(x);
    if (!Number.isInteger(exponent)) factors.push(call('Math.sqrt', x));
    return factors.reduce((product, factor) => binary('*', product, factor));
  }

  /** Of large numbers, where an earlier kernel's float32 may lie far from a float64 that is otherwise the same. */
  private difference(x: Expression | number, a: Code, y: Expression | number, b: Code): Code {
    const isStored = (one: Expression | number): boolean => typeof one !== 'number' && this.loaded.has(one);
    if (isStored(x) === isStored(y)) return binary('-', a, b);
    return binary('-', this.rounded(x, a), this.rounded(y, b));
  }

  /** On cpu code runs in float64, while what an earlier kernel computed is float32: equal only if both are rounded. */
  private rounded(x: Expression | number, code: Code): Code {
    const isExact =
      typeof x === 'number' || x.kind === 'array' || x.kind === 'positions' || this.loaded.has(x);
    return this.readsParts && !isExact ? call('Math.fround', code) : code;
  }

  private readArray({ name, axes, begin = 0 }: ArrayNode, at: Position): Code {
    const indices = axes.map((axis) => (axis === 'channels' ? plus(at[axis], begin) : at[axis]));
    return this.read(this.parameter(name), indices);
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
    const code = this.withNamedReads(index);
    const name = atom(this.named({ ...atom(code), isAtom: false }, indexName(index.code), home));
    home.known.set(index.code, name);
    return name;
  }

  /** An array read inside an index gets a name here: gpu.js gives it one for GLSL, the same in every statement. */
  private withNamedReads({ code, depth }: Index): string {
    const read = /places\[[^[\]]*\]/.exec(code)?.[0];
    if (read === undefined || read === code) return code;
    const named = this.index({ code: read, depth }).text;
    return this.withNamedReads({ code: code.replaceAll(read, named), depth });
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
  protected number(value: number): Code {
    if (Number.isNaN(value)) return atom(this.parameter('nan'));
    if (value === Number.POSITIVE_INFINITY) return atom(this.parameter('inf'));
    if (value === Number.NEGATIVE_INFINITY) return literal(`-${this.parameter('inf')}`);
    return literal(value);
  }

  /** Names a step on the way in the scope that is being written. */
  private readonly name = (name: string, code: Code | string): string =>
    this.named(typeof code === 'string' ? { ...atom(code), isAtom: false } : code, name, this.scopes.at(-1)!);

  protected named(code: Code, name: string, scope: Scope): string {
    if (code.isAtom && /^\w+$/.test(code.text)) return code.text;
    const fresh = this.fresh(name);
    scope.lines.push(`const ${fresh} = ${code.text};`);
    return fresh;
  }

  protected fresh(name: string): string {
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  }

  protected parameter(name: string): string {
    this.parameters.add(name);
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
