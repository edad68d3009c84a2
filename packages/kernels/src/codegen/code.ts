/** A piece of source, and how tightly it binds. */
export interface Code {
  readonly text: string;
  readonly binds: number;
  /** A name, a number or a call: needs no parentheses. */
  readonly isAtom: boolean;
  /** Whether it is a vector, with a value for each of the channels that a thread computes at once. */
  readonly isWide?: boolean;
}

const bindings: Readonly<Record<string, number>> = {
  '*': 4,
  '/': 4,
  '%': 4,
  '+': 3,
  '-': 3,
  '<': 2,
  '<=': 2,
  '>': 2,
  '==': 1,
  '===': 1,
};

export function atom(text: string): Code {
  return { text, binds: 5, isAtom: true };
}

export function literal(value: number | string): Code {
  return atom(`${value}`);
}

export function call(name: string, ...operands: readonly Code[]): Code {
  const text = `${name}(${operands.map((one) => one.text).join(', ')})`;
  return { text, binds: 5, isAtom: false, ...wideIfAny(operands) };
}

/** `a operator b`, evaluated in the order in which it was recorded. */
export function binary(operator: string, a: Code, b: Code): Code {
  const binds = bindings[operator] ?? 0;
  const left = a.binds < binds ? `(${a.text})` : a.text;
  const right = b.binds <= binds ? `(${b.text})` : b.text;
  return { text: `${left} ${operator} ${right}`, binds, isAtom: false, ...wideIfAny([a, b]) };
}

export function choice(condition: Code, yes: Code, no: Code): Code {
  const side = ({ text, binds }: Code): string => (binds === 0 ? `(${text})` : text);
  return { text: `${side(condition)} ? ${side(yes)} : ${side(no)}`, binds: 0, isAtom: false };
}

/** A name in place of code. */
export function nameFor(name: string, code: Code): Code {
  return { ...atom(name), ...wideIfAny([code]) };
}

function wideIfAny(codes: readonly Code[]): { readonly isWide?: true } {
  return codes.some(({ isWide }) => isWide) ? { isWide: true } : {};
}
