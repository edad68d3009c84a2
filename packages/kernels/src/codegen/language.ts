import type { Axis } from '../graph/expression.ts';
import type { Slices } from '../schedule/slicesOf.ts';
import type { Code } from './code.ts';
import type { Statement, StatementWords } from './statement.ts';

/** Functions that every language has, under a name of its own. */
export type FunctionName = 'abs' | 'exp' | 'log' | 'max' | 'min' | 'sqrt';

/** How values of threads become one. */
export type Merging = 'sum' | 'max';

/** What a language needs to write a value in several steps: names for the steps, and a place for constants. */
export interface Steps {
  readonly name: (hint: string, text: string) => string;
  /** Index of the first of these values among the constants. */
  readonly placeOf: (values: readonly number[]) => number;
}

/** An index as code, and its value where that is known. */
export interface IndexCode extends Code {
  readonly constant?: number | undefined;
}

/** All that differs between languages. */
export interface Language {
  readonly functions: Readonly<Record<FunctionName, string>>;
  readonly equals: string;
  /** A finite number that may have a fraction, as a literal. */
  readonly number: (value: number) => string;
  readonly choice: (condition: Code, yes: Code, no: Code) => Code;
  /** A condition as a value that can have a name, and that value as a condition. */
  readonly keepCondition: (condition: Code) => Code;
  readonly recallCondition: (name: string) => Code;
  /** A whole number as a value. */
  readonly valueOfIndex: (index: Code) => Code;
  /** An element of an array, as a whole number. */
  readonly indexFrom: (element: Code) => Code;
  readonly quotient: (index: Code, divisor: number) => Code;
  readonly remainder: (index: Code, divisor: number) => Code;
  /** An element of an array whose axes are so long. */
  readonly element: (array: string, indices: readonly IndexCode[], lengths: readonly number[]) => Code;
  readonly constant: (place: Code) => Code;
  /** A function for `x^p` of `x` in (0, 1], where there is one as good as `exp(p log x)`. */
  readonly power?: string;
  /** The value that all threads which share a loop found together; `isWide` where it is one for each lane. */
  readonly merged?: (how: Merging, value: Code) => Code;
  /** One value for all lanes, where a kernel computes several channels at once. */
  readonly widened?: (value: Code) => Code;
  /** Rounds to float32, where values may have more digits than memory. */
  readonly rounded?: (value: Code) => Code;
  /** Used in place of `exp` and `log` where arithmetic is faster. The logarithm is of a number in (0, 1]. */
  readonly spelledExp?: (x: string, steps: Steps) => Code;
  readonly spelledLog?: (x: string, steps: Steps) => Code;
  /**
   * How a largest value becomes NaN if one value is. `max` of JavaScript and WebAssembly does so by itself; that of shaders
   * may do anything. There, WGSL chooses between two values for free, while in gpu.js's GLSL a choice costs as much as
   * reading a texture, so that arithmetic is used. Other GLSL has a function for it.
   */
  readonly largest: 'max' | 'choice' | 'arithmetic' | { readonly function: string };
  readonly words: StatementWords;
}

/** A kernel whose body is written. A target adds what goes around it. */
export interface WrittenKernel {
  readonly name: string;
  /** Lines of the formula, for a comment. */
  readonly remarks: readonly string[];
  readonly body: readonly Statement[];
  /** The axes of the result, from the outermost, their lengths, and those by which the body asks where its thread is. */
  readonly axes: readonly Axis[];
  readonly lengths: readonly number[];
  /** How many values it gives. */
  readonly slots: number;
  readonly threads: ReadonlySet<Axis>;
  /** How many neighbouring channels a thread computes at once, and the arrays that it reads in vectors of so many. */
  readonly lanes: number;
  readonly wide: ReadonlySet<string>;
  /** How the threads of a workgroup share its loops, where they do, and what they merge. */
  readonly shared: Slices | undefined;
  readonly merges: readonly { readonly how: Merging; readonly isWide: boolean }[];
  /** Arrays that it reads, in the order of their first use; `inf` and `nan` are the numbers of that name. */
  readonly parameters: readonly string[];
  /** Its constants, one after another. */
  readonly values: readonly number[];
  /** How often loops turn, by the names that the body uses. */
  readonly turns: Readonly<Record<string, number>>;
}

/** A language and what a kernel in it is: all that the compiler has to know about a target. */
export interface KernelTarget<K> {
  readonly language: Language;
  readonly kernel: (written: WrittenKernel) => K;
  /** How many values a kernel may give. Default: 1. */
  readonly valuesAtMost?: number;
  /** Whether threads may go ways of their own, so that each runs only the formula that its parameter asks for. Default: no. */
  readonly branches?: boolean;
  /** How many neighbouring channels a thread may compute at once. Default: 1. */
  readonly lanes?: number;
  /** How many threads fill a device: loops of kernels with fewer are shared by the threads of a workgroup. Default: none are. */
  readonly fills?: number;
}

/** The name of a thread's place along an axis: where it computes several channels, its vector is counted. */
export function threadName(axis: Axis, lanes: number): string {
  return axis === 'channels' && lanes > 1 ? 'vector' : threadNames[axis];
}

/** The names for the place of a thread along each axis. */
export const threadNames: Readonly<Record<Axis, string>> = {
  batch: 'image',
  tokens: 'token',
  channels: 'channel',
};
