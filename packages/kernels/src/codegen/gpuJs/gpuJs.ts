import { atom, binary, call, choice, literal } from '../code.ts';
import { type KernelTarget, type Language, threadNames, type WrittenKernel } from '../language.ts';
import { linesOf } from '../statement.ts';
import { halfPowersOfTwo, spelledExp, spelledLog } from './spelledOut.ts';

/** A kernel of gpu.js as data. */
export interface GpuJsKernel {
  readonly name: string;
  /** A function of JavaScript, as gpu.js translates them. */
  readonly source: string;
  /** Names of its arguments, in order; `inf` and `nan` are the numbers of that name. */
  readonly parameters: readonly string[];
  /** Read as `this.constants.values` and so on. */
  readonly constants: Readonly<Record<string, number | readonly number[]>>;
  /** Threads from the innermost axis, as gpu.js wants them. */
  readonly output: readonly number[];
}

/** What differs from one mode of gpu.js to another. */
export interface GpuJsDialect extends Pick<Language, 'largest'> {
  /** Writes exponentials and logarithms as arithmetic: WebAssembly would call JavaScript for each, which is slower. */
  readonly spellsOut: boolean;
}

/** JavaScript as gpu.js takes it. */
export function gpuJs({ spellsOut, largest }: GpuJsDialect): KernelTarget<GpuJsKernel> {
  return {
    language: {
      ...javaScript,
      largest,
      ...(spellsOut && {
        spelledExp: (x, { name, placeOf }) => spelledExp(x, placeOf(halfPowersOfTwo), name),
        spelledLog: (x, { name }) => spelledLog(x, name),
      }),
    },
    kernel,
  };
}

const javaScript: Omit<Language, 'largest'> = {
  functions: {
    abs: 'Math.abs',
    exp: 'Math.exp',
    log: 'Math.log',
    max: 'Math.max',
    min: 'Math.min',
    sqrt: 'Math.sqrt',
  },
  equals: '===',
  number: (value) => `${value}`,
  choice,
  // gpu.js has no names for conditions.
  keepCondition: (condition) => choice(condition, literal(1), literal(0)),
  recallCondition: (name) => binary('>', atom(name), literal(0)),
  // A maximum makes it a number with a fraction, whatever type gpu.js gives the index.
  valueOfIndex: (index) => call('Math.max', index, literal(0)),
  indexFrom: (element) => element,
  // Half a unit is added, so that an inexact division cannot round to another whole number.
  quotient: (index, divisor) =>
    call('Math.floor', binary('/', binary('+', index, literal(0.5)), literal(divisor))),
  remainder: (index, divisor) =>
    binary('-', index, binary('*', literal(divisor), javaScript.quotient(index, divisor))),
  element: (array, indices) => ({
    ...atom(`${array}${indices.map(({ text }) => `[${text}]`).join('')}`),
    isAtom: false,
  }),
  constant: ({ text }) => ({ ...atom(`this.constants.values[${text}]`), isAtom: false }),
  rounded: (value) => call('Math.fround', value),
  words: {
    let: ({ name, value }) => `const ${name} = ${value.text};`,
    variable: ({ name, start }) => `let ${name} = ${start.text};`,
    assign: ({ name, value }) => `${name} = ${value.text};`,
    add: ({ name, value }) => `${name} += ${value.text};`,
    // The bound is a constant: gpu.js ends loops whose bound is an argument at 1,000 turns.
    loop: ({ counter, length }) =>
      `for (let ${counter} = 0; ${counter} < this.constants.${length}; ${counter}++) {`,
    turn: ({ counter, is }) => `if (${counter} === ${is}) {`,
    result: ({ values: [value] }) => `return ${value!.text};`,
  },
};

function kernel(written: WrittenKernel): GpuJsKernel {
  const { name, remarks, body, axes, lengths, threads, values, turns } = written;
  const inner = [...axes].reverse();
  const parameters = [...written.parameters].sort((a, b) => rank(a) - rank(b));
  const lines = [
    ...remarks.map((line) => `// ${line}`.trimEnd()),
    ...inner.flatMap((axis, place) =>
      threads.has(axis) ? [`const ${threadNames[axis]} = this.thread.${'xyz'[place]};`] : [],
    ),
    ...linesOf(body, javaScript.words),
  ];
  return {
    name,
    source: `function ${name}(${parameters.join(', ')}) {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`,
    parameters,
    constants: { ...turns, ...(values.length > 0 && { values }) },
    output: [...lengths].reverse(),
  };
}

/** Arrays come first, numbers last. */
function rank(parameter: string): number {
  return parameter === 'nan' ? 2 : parameter === 'inf' ? 1 : 0;
}
