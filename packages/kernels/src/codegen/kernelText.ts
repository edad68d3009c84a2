import type { Axis, Expression } from '../graph/expression.ts';

/** One kernel as text, with what has to be given to run it. */
export interface KernelText {
  readonly source: string;
  /** Names of its arguments, in order; `inf` and `nan` are the numbers of that name. */
  readonly parameters: readonly string[];
  /** Read as `this.constants.values` and so on. */
  readonly constants: Readonly<Record<string, number | readonly number[]>>;
  /** How many values its code computes. */
  readonly operations: number;
  /** Threads from the innermost axis, as gpu.js wants them. */
  readonly output: readonly number[];
}

/** A value that a kernel computes, and the axes by which its result is indexed, from the outermost. */
export interface Target {
  readonly name: string;
  readonly x: Expression;
  readonly axes: readonly Axis[];
}
