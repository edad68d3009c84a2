import type { Axis } from '../graph/expression.ts';
import type { Code } from './code.ts';
import type { Statement, StatementWords } from './statement.ts';

/** Functions that every language has, under a name of its own. */
export type FunctionName = 'abs' | 'exp' | 'log' | 'max' | 'min' | 'sqrt';

/** What a language does to write a value in several steps: names for them, and a place for constants. */
export interface Steps {
  readonly name: (hint: string, text: string) => string;
  /** Where among the constants these values begin. */
  readonly placeOf: (values: readonly number[]) => number;
}

/** An index as code, and its value where that is known. */
export interface IndexCode extends Code {
  readonly constant?: number | undefined;
}

/** How a language differs from others, a line a difference. */
export interface Language {
  readonly functions: Readonly<Record<FunctionName, string>>;
  readonly equals: string;
  /** A finite number that may have a fraction, as a literal. */
  readonly number: (value: number) => string;
  readonly choice: (condition: Code, yes: Code, no: Code) => Code;
  /** A condition as something that can have a name, and back. */
  readonly keepCondition: (condition: Code) => Code;
  readonly recallCondition: (name: string) => Code;
  /** A whole number as a value. */
  readonly valueOfIndex: (index: Code) => Code;
  /** What stands in an array, as a whole number. */
  readonly indexFrom: (element: Code) => Code;
  readonly quotient: (index: Code, divisor: number) => Code;
  readonly remainder: (index: Code, divisor: number) => Code;
  /** An element of an array whose axes are so long. */
  readonly element: (array: string, indices: readonly IndexCode[], lengths: readonly number[]) => Code;
  readonly constant: (place: Code) => Code;
  /** Rounds to float32, where values may have more digits than memory. */
  readonly rounded?: (value: Code) => Code;
  /** In place of its functions, where arithmetic is faster. The logarithm is of a number in (0, 1]. */
  readonly spelledExp?: (x: string, steps: Steps) => Code;
  readonly spelledLog?: (x: string, steps: Steps) => Code;
  /**
   * How NaN gets through a largest value. JavaScript and WebAssembly carry it in their `max`. What shaders do with it is
   * their choice: WGSL chooses between two values for free, in GLSL a choice costs as much as reading a texture.
   */
  readonly largest: 'max' | 'choice' | 'arithmetic';
  readonly words: StatementWords;
}

/** A kernel whose body is written; what is left is what goes around it. */
export interface WrittenKernel {
  readonly name: string;
  /** The formula, a line each. */
  readonly remarks: readonly string[];
  readonly body: readonly Statement[];
  /** The axes of the result, from the outermost, how long they are, and which of them the body asks the thread for. */
  readonly axes: readonly Axis[];
  readonly lengths: readonly number[];
  readonly threads: ReadonlySet<Axis>;
  /** Arrays that it reads, in the order in which it first does; `inf` and `nan` are the numbers of that name. */
  readonly parameters: readonly string[];
  /** Its constants, one after another. */
  readonly values: readonly number[];
  /** How often loops turn, by name. */
  readonly turns: Readonly<Record<string, number>>;
}

/** A language and what a kernel in it is: all that the compiler has to know about a target. */
export interface KernelTarget<K> {
  readonly language: Language;
  readonly kernel: (written: WrittenKernel) => K;
}

/** What a thread's place along an axis is called. */
export const threadNames: Readonly<Record<Axis, string>> = {
  batch: 'image',
  tokens: 'token',
  channels: 'channel',
};
