import type { ArrayNode, Axis } from '../graph/expression.ts';
import { type Index, isWide, plus, vectorIndex } from '../graph/indexExpression.ts';
import type { Position } from '../graph/position.ts';
import { atom, binary, type Code, call, literal, nameFor } from './code.ts';
import { type FunctionName, type IndexCode, type Language, type Steps, threadName } from './language.ts';
import { indexName } from './nameOf.ts';
import { Scope } from './scope.ts';
import type { LetType } from './statement.ts';

/** Writes the body of a kernel: its statements, names, arguments and constants, and how it reads arrays. */
export class BodyWriter {
  /** The scope of the kernel, then those of the loops that are open, from the outermost. */
  protected scopes: Scope[] = [new Scope()];
  protected readonly parameters: Set<string> = new Set();
  protected readonly values: number[];
  protected readonly language: Language;
  protected readonly functions: Readonly<Record<FunctionName, (...operands: readonly Code[]) => Code>>;
  /** Axes along which the code asks where its thread is. */
  protected readonly threads: Set<Axis> = new Set();
  /** How many neighbouring channels a thread computes at once, and the arrays that it reads in vectors of so many. */
  protected readonly lanes: number;
  protected readonly wide: Set<string> = new Set();
  private readonly names = new Map<string, number>();
  private readonly offsets = new Map<readonly number[], number>();

  /** Constants are added to those in `values`, which kernels of one text share. */
  constructor(language: Language, lanes: number, values: number[]) {
    this.language = language;
    this.lanes = lanes;
    this.values = values;
    const named =
      (name: FunctionName) =>
      (...operands: readonly Code[]): Code =>
        call(language.functions[name], ...this.alike(operands));
    this.functions = {
      abs: named('abs'),
      exp: named('exp'),
      log: named('log'),
      max: named('max'),
      min: named('min'),
      sqrt: named('sqrt'),
    };
  }

  protected readArray(array: ArrayNode, at: Position): Code {
    const { name, axes, lengths, begin = 0 } = array;
    const indices = axes.map((axis) => (axis === 'channels' ? plus(at[axis], begin) : at[axis]));
    const last = indices.at(-1);
    if (last !== undefined && isWide(last)) {
      this.wide.add(name);
      const vectors = [...indices.slice(0, -1), vectorIndex(last, this.lanes)!];
      const counted = [...lengths.slice(0, -1), lengths.at(-1)! / this.lanes];
      return { ...this.elementAt(array, vectors, counted), isWide: true };
    }
    return this.elementAt(array, indices, lengths);
  }

  private elementAt({ name, slot }: ArrayNode, indices: readonly Index[], lengths: readonly number[]): Code {
    const codes = indices.map((index) => this.element(index));
    if (slot === undefined) return this.language.element(this.parameter(name), codes, lengths);
    const place = { ...literal(slot), constant: slot };
    return this.language.element(this.parameter(name), [place, ...codes], [slot + 1, ...lengths]);
  }

  private element(index: Index): IndexCode {
    return { ...this.index(index), constant: index.kind === 'constant' ? index.value : undefined };
  }

  /** An index as code. It gets a name unless it is a counter with an offset, or simpler. */
  protected index(index: Index): Code {
    if (isShort(index)) return this.indexCode(index);
    const home = this.scopes[index.depth]!;
    const known = home.known.get(index.key);
    if (known) return known;
    const name = atom(this.named(this.indexCode(index), indexName(index), home, 'index'));
    home.known.set(index.key, name);
    return name;
  }

  /** An index written out. Reads of arrays in it get a name: gpu.js would make one in GLSL, the same in every statement. */
  protected indexCode(index: Index): Code {
    const { quotient, remainder, element, indexFrom } = this.language;
    const inner = (one: Index): Code => (one.kind === 'read' ? this.index(one) : this.indexCode(one));
    switch (index.kind) {
      case 'constant':
        return literal(index.value);
      case 'thread':
        this.threads.add(index.axis);
        return atom(threadName(index.axis, this.lanes));
      case 'lane':
        throw new TypeError('kernels: an index that differs from lane to lane was written.');
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

  /** Where these constants begin in the one table of all: every array costs a binding, and WebGPU grants eight. */
  protected placeOf(values: readonly number[]): number {
    const start = this.offsets.get(values) ?? this.values.length;
    if (!this.offsets.has(values)) {
      this.offsets.set(values, start);
      this.values.push(...values);
    }
    return start;
  }

  /** Operands of a function, which are all vectors if one is. */
  protected alike(operands: readonly Code[]): readonly Code[] {
    return operands.some(({ isWide }) => isWide) ? operands.map((one) => this.widened(one)) : operands;
  }

  protected widened(code: Code): Code {
    return code.isWide ? code : { ...this.language.widened!(code), isWide: true };
  }

  protected compared(operator: string, a: Code, b: Code): Code {
    const [left, right] = this.alike([a, b]);
    return binary(operator, left!, right!);
  }

  protected chosen(condition: Code, yes: Code, no: Code): Code {
    const isWide = [condition, yes, no].some((one) => one.isWide);
    const { choice } = this.language;
    return isWide ? choice(condition, this.widened(yes), this.widened(no)) : choice(condition, yes, no);
  }

  /** A number as code. Infinities and NaN are arguments, since the languages of graphics cards have no literals for them. */
  protected number(value: number): Code {
    if (Number.isNaN(value)) return atom(this.parameter('nan'));
    if (value === Number.POSITIVE_INFINITY) return atom(this.parameter('inf'));
    if (value === Number.NEGATIVE_INFINITY) return atom(`-${this.parameter('inf')}`);
    return atom(this.language.number(value));
  }

  /** Gives an intermediate value a name in the scope that is being written. */
  protected name(name: string, code: Code): string {
    return this.named(code, name, this.scopes.at(-1)!);
  }

  /** A value under a name, in the scope that is being written unless it belongs to another. */
  protected kept(code: Code, name: string, scope: Scope = this.scopes.at(-1)!): Code {
    return nameFor(this.named(code, name, scope), code);
  }

  protected readonly steps: Steps = {
    name: (name, text) => this.name(name, { ...atom(text), isAtom: false }),
    placeOf: (values) => this.placeOf(values),
  };

  protected named(code: Code, name: string, scope: Scope, type: LetType = 'value'): string {
    if (code.isAtom) return code.text;
    const fresh = this.fresh(name);
    scope.statements.push({ kind: 'let', name: fresh, type, value: code });
    return fresh;
  }

  /** A name that is not in use yet. */
  protected fresh(name: string): string {
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  }

  protected parameter(name: string): string {
    this.parameters.add(name);
    return name;
  }

  /** Reserves a name for an argument. */
  protected take(name: string): void {
    this.names.set(name, 1);
  }
}

/** Whether an index is a counter, a thread or a number, with or without an offset. */
function isShort(index: Index): boolean {
  const { kind } = index;
  if (kind === 'sum') return index.b.kind === 'constant' && index.a.kind !== 'sum' && isShort(index.a);
  return kind === 'constant' || kind === 'thread' || kind === 'counter';
}
