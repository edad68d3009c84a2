import { type ArrayNode, type Axis, type Expression, operandsOf } from '../graph/expression.ts';
import { atom, binary, type Code, call, choice } from './code.ts';
import { concatRuns } from './concatRuns.ts';

/**
 * A value as formulas over whole tensors, one on each line; the last defines `name`. `max` and `Σ` run over tokens unless
 * they say otherwise, `x[1:]` leaves the first token out. Values in `loaded` are written by their names.
 */
export function describeValue(
  name: string,
  value: Expression,
  loaded: ReadonlyMap<Expression, ArrayNode>,
): readonly string[] {
  const uses = countUses(value, loaded);
  const known = new Map<Expression, Code>();
  const lines: string[] = [];
  const taken = new Set([...loaded.values(), ...uses.keys()].map((x) => ('name' in x ? x.name : '')));
  const letters = Array.from({ length: uses.size + 26 }, (_, i) => letterOf(i)).filter(
    (one) => !taken.has(one),
  );

  const describe = (x: Expression | number): Code => {
    if (typeof x === 'number') return atom(shortNumber(x));
    const found = known.get(x);
    if (found) return found;
    const code = formula(x);
    const isLong = code.text.length > 90;
    if (code.isAtom || x === value || !(isLong || (uses.get(x)! > 1 && code.text.length > 12))) return code;
    const letter = atom(letters.shift()!);
    lines.push(`${letter.text} = ${code.text}`);
    known.set(x, letter);
    return letter;
  };

  const formula = (x: Expression): Code => {
    const array = loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) return arrayOf(array, x.shape[2]);
    switch (x.kind) {
      case 'array':
        return atom(x.name);
      case 'constant':
        return atom(
          new Set(x.values).size > 8 ? '[...]' : `[${x.values.slice(0, 8).map(shortNumber).join(', ')}]`,
        );
      case 'add':
        return binary('+', describe(x.a), describe(x.b));
      case 'sub':
        return binary('-', describe(x.a), describe(x.b));
      case 'mul':
        return binary('*', describe(x.a), describe(x.b));
      case 'div':
        return binary('/', describe(x.a), describe(x.b));
      case 'less':
        return binary('<', describe(x.a), describe(x.b));
      case 'equal':
        return binary('=', describe(x.a), describe(x.b));
      case 'exp':
      case 'log':
        return call(x.kind, describe(x.x));
      case 'power':
        return call('power', describe(x.x), describe(x.exponent));
      case 'clamp': {
        const above = Number.isFinite(x.low) ? call('max', describe(x.x), describe(x.low)) : describe(x.x);
        return Number.isFinite(x.high) ? call('min', above, describe(x.high)) : above;
      }
      case 'select':
        return choice(describe(x.condition), describe(x.yes), describe(x.no));
      case 'positions':
        return atom('i');
      case 'expand':
      case 'spread':
        return describe(x.x);
      case 'slice': {
        const range = `${x.begin}:${x.begin + x.shape[x.axis === 'tokens' ? 1 : 2]}`;
        return suffixed(describe(x.x), x.axis === 'tokens' ? `[${range}]` : `[:, ${range}]`);
      }
      case 'pad':
        return call('pad', describe(x.x), atom(`${x.before}`));
      case 'unpack':
      case 'pack':
        return call(x.kind, describe(x.x));
      case 'transpose':
        return suffixed(describe(x.x), 'ᵀ');
      case 'concat':
        return atom(
          `[${concatRuns(x.parts, loaded)
            .map(({ part, array, width }) => (array ? arrayOf(array, width) : describe(part)).text)
            .join(', ')}]`,
        );
      case 'sum':
        return reduced(`Σ${over(x.axis)}`, describe(x.x));
      case 'max':
        return reduced(`max${over(x.axis)}`, describe(x.x));
      case 'collect':
        return reduced('Σ over group', describe(x.x));
      case 'linear':
        return binary('*', describe(x.x), describe(x.matrix));
      default:
        return x satisfies never;
    }
  };

  lines.push(`${name} = ${describe(value).text}`);
  return lines;
}

function arrayOf({ name, begin, slot }: ArrayNode, width: number): Code {
  if (slot !== undefined) return atom(`${name}.${slot}`);
  return atom(begin === undefined ? name : `${name}[:, ${begin}:${begin + width}]`);
}

function reduced(operator: string, { text, isAtom }: Code): Code {
  return { text: isAtom ? `${operator} ${text}` : `${operator} (${text})`, binds: 4, isAtom: false };
}

function suffixed({ text, isAtom }: Code, suffix: string): Code {
  return atom(`${isAtom ? text : `(${text})`}${suffix}`);
}

function over(axis: Axis): string {
  return axis === 'tokens' ? '' : axis === 'batch' ? ' over images' : ' over channels';
}

function shortNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-∞' : '∞';
  return `${Number(value.toPrecision(4))}`;
}

function letterOf(count: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (count % 26));
  return count < 26 ? letter : `${letter}${Math.floor(count / 26) + 1}`;
}

function countUses(value: Expression, loaded: ReadonlyMap<Expression, ArrayNode>): Map<Expression, number> {
  const uses = new Map<Expression, number>();
  const seen = new Set<Expression>();
  const visit = (x: Expression): void => {
    if (seen.has(x) || loaded.has(x)) return;
    seen.add(x);
    for (const operand of operandsOf(x)) {
      uses.set(operand, (uses.get(operand) ?? 0) + 1);
      visit(operand);
    }
  };
  visit(value);
  return uses;
}
