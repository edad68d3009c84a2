import {
  type ArrayNode,
  type Axis,
  type Expression,
  isCondition,
  isReduction,
  operandsOf,
} from '../graph/expression.ts';
import { clampIndex, type Index, plus, readIndex } from '../graph/indexExpression.ts';
import { placesName } from '../graph/places.ts';
import { depthOf, instanceKey, operandPositions, type Position, within } from '../graph/position.ts';
import { asPower, isRatio } from './asPower.ts';
import { atom, binary, type Code, call, literal } from './code.ts';
import { type ConcatRun, concatRuns } from './concatRuns.ts';
import { type FunctionName, type IndexCode, type Language, type Steps, threadNames } from './language.ts';
import { indexName, nameOf } from './nameOf.ts';
import { Scope } from './scope.ts';

/** Writes the code of values whose reductions are written already, and remembers what it took. */
export class ValueWriter {
  /** The body of the kernel, then the loops that are open in it. */
  protected scopes: Scope[] = [new Scope()];
  protected readonly parameters: Set<string> = new Set();
  protected readonly values: number[] = [];
  protected readonly loaded: ReadonlyMap<Expression, ArrayNode>;
  protected readonly language: Language;
  protected readonly functions: Readonly<Record<FunctionName, (...operands: readonly Code[]) => Code>>;
  /** Axes along which the code asks where its thread is. */
  protected readonly threads: Set<Axis> = new Set();
  private readonly uses = new Map<Expression, number>();
  private readonly names = new Map<string, number>();
  private readonly offsets = new Map<readonly number[], number>();
  private readsParts = false;

  constructor(root: Expression, loaded: ReadonlyMap<Expression, ArrayNode>, language: Language) {
    this.loaded = loaded;
    this.language = language;
    const named =
      (name: FunctionName) =>
      (...operands: readonly Code[]): Code =>
        call(language.functions[name], ...operands);
    this.functions = {
      abs: named('abs'),
      exp: named('exp'),
      log: named('log'),
      max: named('max'),
      min: named('min'),
      sqrt: named('sqrt'),
    };
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
      ? this.language.recallCondition(this.named(this.language.keepCondition(code), 'holds', home))
      : atom(this.named(code, nameOf(x, this.loaded), home));
    home.known.set(key, name);
    return name;
  }

  private compute(x: Expression, at: Position): Code {
    const array = this.loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) return this.readArray(array, at);
    if (isReduction(x)) throw new TypeError('gpujs: a reduction was left out of the loops.');
    const positions = operandPositions(x, at);
    const part = (operand: Expression | number, i = 0): Code => this.render(operand, positions[i]!);
    switch (x.kind) {
      case 'array':
        throw new TypeError('gpujs: an array was not read.');
      case 'constant':
        return this.language.constant(this.index(plus(at[x.axis], this.placeOf(x.values))));
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
        return binary(this.language.equals, this.rounded(x.a, part(x.a)), this.rounded(x.b, part(x.b)));
      case 'exp': {
        const power = asPower(x.x);
        if (power) return this.power(part(power.base), power.exponent);
        const { spelledExp } = this.language;
        if (!spelledExp) return this.functions.exp(part(x.x));
        return spelledExp(this.name('exponent', part(x.x)), this.steps);
      }
      case 'log': {
        const { spelledLog } = this.language;
        return spelledLog && isRatio(x.x)
          ? spelledLog(this.name('ratio', part(x.x)), this.steps)
          : this.functions.log(part(x.x));
      }
      case 'clamp': {
        const above =
          x.low === Number.NEGATIVE_INFINITY ? part(x.x) : this.functions.max(part(x.x), this.number(x.low));
        return x.high === Number.POSITIVE_INFINITY ? above : this.functions.min(above, this.number(x.high));
      }
      case 'select':
        return this.language.choice(part(x.condition), part(x.yes), part(x.no));
      case 'positions':
        return at.tokens.kind === 'constant'
          ? this.number(at.tokens.value)
          : this.language.valueOfIndex(this.indexCode(at.tokens));
      case 'pad':
        return this.language.choice(
          binary('<', this.index(at.tokens), literal(x.before)),
          this.number(0),
          part(x.x),
        );
      case 'concat':
        return this.oneOf(concatRuns(x.parts, this.loaded), at);
      case 'unpack': {
        const [begin, end] = [at.batch, plus(at.batch, 1)].map((place) =>
          this.indexCode(readIndex(placesName, place)),
        );
        const isInside = binary('<', this.index(at.tokens), binary('-', end!, begin!));
        return this.language.choice(isInside, part(x.x), this.number(0));
      }
      case 'pack':
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
      const channels = runs.length > 1 ? clampIndex(plus(at.channels, -begin), 0, width - 1) : at.channels;
      const own = { ...at, channels };
      return {
        begin,
        value: array
          ? this.readArray(array, { ...within({ shape }, own), channels })
          : this.render(part, own),
      };
    });
    return values.reduce((left, { begin, value }, i) => {
      const code = this.language.choice(
        binary('<', this.index(at.channels), literal(begin)),
        left.value,
        value,
      );
      const isLast = i === values.length - 1;
      return { begin, value: isLast ? code : atom(this.named(code, 'value', this.scopes.at(-1)!)) };
    }).value;
  }

  /** `x^n` by multiplications, and a square root for a half: several times faster than any exponential. */
  private power(base: Code, exponent: number): Code {
    const x = atom(this.named(base, 'base', this.scopes.at(-1)!));
    const factors = new Array<Code>(Math.floor(exponent)).fill(x);
    if (!Number.isInteger(exponent)) factors.push(this.functions.sqrt(x));
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
    const { rounded } = this.language;
    return rounded && this.readsParts && !isExact ? rounded(code) : code;
  }

  private readArray({ name, axes, lengths, begin = 0 }: ArrayNode, at: Position): Code {
    const indices = axes.map((axis) => (axis === 'channels' ? plus(at[axis], begin) : at[axis]));
    const codes = indices.map((index) => this.element(index));
    return this.language.element(this.parameter(name), codes, lengths);
  }

  private element(index: Index): IndexCode {
    return { ...this.index(index), constant: index.kind === 'constant' ? index.value : undefined };
  }

  /** An index as code: what is more than a counter and an offset gets a name. */
  private index(index: Index): Code {
    if (isShort(index)) return this.indexCode(index);
    const home = this.scopes[index.depth]!;
    const known = home.known.get(index.key);
    if (known) return known;
    const name = atom(this.named(this.indexCode(index), indexName(index), home));
    home.known.set(index.key, name);
    return name;
  }

  /** An index written out; an array that is read in it has a name: gpu.js makes one in GLSL, the same in every statement. */
  private indexCode(index: Index): Code {
    const { quotient, remainder, element, indexFrom } = this.language;
    const inner = (one: Index): Code => (one.kind === 'read' ? this.index(one) : this.indexCode(one));
    switch (index.kind) {
      case 'constant':
        return literal(index.value);
      case 'thread':
        this.threads.add(index.axis);
        return atom(threadNames[index.axis]);
      case 'counter':
        return atom(index.name);
      case 'sum': {
        const { a, b } = index;
        const isBelow = b.kind === 'constant' && b.value < 0;
        return binary(isBelow ? '-' : '+', inner(a), isBelow ? literal(-b.value) : inner(b));
      }
      case 'product':
        return binary('*', inner(index.a), literal(index.factor));
      case 'quotient':
        return quotient(inner(index.a), index.divisor);
      case 'remainder':
        return remainder(inner(index.a), index.divisor);
      case 'clamp': {
        const { a, low, high } = index;
        const above = low > a.low ? this.functions.max(inner(a), literal(low)) : inner(a);
        return high < a.high ? this.functions.min(above, literal(high)) : above;
      }
      case 'read':
        return indexFrom(element(this.parameter(index.array), [this.element(index.at)], [0]));
      default:
        return index satisfies never;
    }
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
    if (value === Number.NEGATIVE_INFINITY) return atom(`-${this.parameter('inf')}`);
    return atom(this.language.number(value));
  }

  /** Names a step on the way in the scope that is being written. */
  private name(name: string, code: Code): string {
    return this.named(code, name, this.scopes.at(-1)!);
  }

  private readonly steps: Steps = {
    name: (name, text) => this.name(name, { ...atom(text), isAtom: false }),
    placeOf: (values) => this.placeOf(values),
  };

  protected named(code: Code, name: string, scope: Scope): string {
    if (code.isAtom) return code.text;
    const fresh = this.fresh(name);
    scope.statements.push({ kind: 'let', name: fresh, value: code });
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

/** A counter, a thread or a number, with or without an offset. */
function isShort(index: Index): boolean {
  const { kind } = index;
  if (kind === 'sum') return index.b.kind === 'constant' && index.a.kind !== 'sum' && isShort(index.a);
  return kind === 'constant' || kind === 'thread' || kind === 'counter';
}
