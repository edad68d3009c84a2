import {
  type ArrayNode,
  type Expression,
  isCondition,
  isReduction,
  operandsOf,
} from '../graph/expression.ts';
import { clampIndex, plus, readIndex } from '../graph/indexExpression.ts';
import { depthOf, instanceKey, operandPositions, type Position, within } from '../graph/position.ts';
import { tokenIndexName } from '../graph/tokenIndex.ts';
import { BodyWriter } from './bodyWriter.ts';
import { atom, binary, type Code, call, literal } from './code.ts';
import { type ConcatRun, concatRuns } from './concatRuns.ts';
import { isRatio } from './isRatio.ts';
import type { Language } from './language.ts';
import { nameOf } from './nameOf.ts';
import type { Scope } from './scope.ts';

/** Writes the code of values whose reductions are written already. */
export class ValueWriter extends BodyWriter {
  protected readonly loaded: ReadonlyMap<Expression, ArrayNode>;
  private readonly uses = new Map<Expression, number>();
  private readsParts = false;

  constructor(
    roots: readonly Expression[],
    loaded: ReadonlyMap<Expression, ArrayNode>,
    language: Language,
    lanes: number,
    values: number[],
  ) {
    super(language, lanes, values);
    this.loaded = loaded;
    const seen = new Set<Expression>();
    for (const root of roots) {
      // A value that the kernel gives, and computes others from, is used twice.
      this.uses.set(root, (this.uses.get(root) ?? 0) + 1);
      this.countUses(root, seen);
    }
  }

  /** The code of a value. It gets a name if it is used again, or does not change in the loop around it. */
  protected render(x: Expression | number, given: Position): Code {
    if (typeof x === 'number') return this.number(x);
    const at = within(x, given);
    const home = this.scopes[depthOf(at)]!;
    const key = instanceKey(x, at);
    const known = home.known.get(key);
    if (known) return known;
    const invariant = home !== this.scopes.at(-1);
    // Written in the scope it belongs to. Written here, each of its operands would be moved there under a name of its own.
    const inside = this.scopes;
    if (invariant) this.scopes = inside.slice(0, depthOf(at) + 1);
    const code = this.compute(x, at);
    this.scopes = inside;
    const shared = (this.uses.get(x) ?? 0) > 1;
    if (!(shared || invariant || code.text.length > 100) || code.isAtom) return code;
    const name = isCondition(x)
      ? this.keptCondition(code, home)
      : this.kept(code, nameOf(x, this.loaded), home);
    home.known.set(key, name);
    return name;
  }

  private keptCondition(code: Code, home: Scope): Code {
    const { keepCondition, recallCondition } = this.language;
    const name = this.named(keepCondition(code), 'holds', home, 'condition');
    return { ...recallCondition(name), ...(code.isWide && { isWide: true }) };
  }

  private compute(x: Expression, at: Position): Code {
    const array = this.loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) return this.readArray(array, at);
    if (isReduction(x)) throw new TypeError('kernels: a reduction was left out of the loops.');
    const positions = operandPositions(x, at);
    const part = (operand: Expression | number, i = 0): Code => this.render(operand, positions[i]!);
    switch (x.kind) {
      case 'array':
        throw new TypeError('kernels: an array was not read.');
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
        return this.compared('<', part(x.a), part(x.b));
      case 'equal':
        return this.compared(
          this.language.equals,
          this.rounded(x.a, part(x.a)),
          this.rounded(x.b, part(x.b)),
        );
      case 'power':
        return this.power(part(x.x), x.exponent);
      case 'exp': {
        const { spelledExp } = this.language;
        const power = this.ratioToAPower(x.x, at);
        if (power) return power;
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
        return this.chosen(part(x.condition), part(x.yes), part(x.no));
      case 'positions':
        return at.tokens.kind === 'constant'
          ? this.number(at.tokens.value)
          : this.language.valueOfIndex(this.indexCode(at.tokens));
      case 'pad':
        return this.chosen(binary('<', this.index(at.tokens), literal(x.before)), this.number(0), part(x.x));
      case 'concat':
        return this.oneOf(concatRuns(x.parts, this.loaded), at);
      case 'unpack': {
        const [begin, end] = [at.batch, plus(at.batch, 1)].map((place) =>
          this.indexCode(readIndex(tokenIndexName, place)),
        );
        const isInside = binary('<', this.index(at.tokens), binary('-', end!, begin!));
        return this.chosen(isInside, part(x.x), this.number(0));
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

  /** Each choice is a statement: where choices are nested, gpu.js takes twice as long for each level. */
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

  /** `x^n` by multiplications, and a square root if `n` ends in a half: several times faster than any exponential. */
  private power(base: Code, exponent: number): Code {
    const x = this.kept(base, 'base');
    const factors = new Array<Code>(Math.floor(exponent)).fill(x);
    if (!Number.isInteger(exponent)) factors.push(this.functions.sqrt(x));
    return factors.reduce((product, factor) => binary('*', product, factor));
  }

  /** `exp(p log x)` of a ratio as one function, where the language has it and nothing else needs the logarithm. */
  private ratioToAPower(x: Expression, at: Position): Code | undefined {
    const { power } = this.language;
    if (power === undefined || x.kind !== 'mul' || typeof x.a === 'number' || this.loaded.has(x))
      return undefined;
    const isAlone = [x, x.a].every((one) => this.uses.get(one) === 1);
    if (!isAlone || x.a.kind !== 'log' || !isRatio(x.a.x)) return undefined;
    const here = within(x, at);
    const operands = [this.render(x.a.x, here), this.render(x.b, here)];
    return call(power, ...this.alike(operands));
  }

  /** A difference. If one side alone was stored as float32, both are rounded: of equal huge values one rounding is much. */
  private difference(x: Expression | number, a: Code, y: Expression | number, b: Code): Code {
    const isStored = (one: Expression | number): boolean => typeof one !== 'number' && this.loaded.has(one);
    if (isStored(x) === isStored(y)) return binary('-', a, b);
    return binary('-', this.rounded(x, a), this.rounded(y, b));
  }

  /** Rounds to float32. On cpu kernels compute in float64, but values of earlier kernels are float32: equal only if rounded. */
  private rounded(x: Expression | number, code: Code): Code {
    const isExact =
      typeof x === 'number' || x.kind === 'array' || x.kind === 'positions' || this.loaded.has(x);
    const { rounded } = this.language;
    return rounded && this.readsParts && !isExact ? rounded(code) : code;
  }

  private countUses(x: Expression, seen: Set<Expression>): void {
    if (seen.has(x)) return;
    seen.add(x);
    const array = this.loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) this.take(array.name);
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
