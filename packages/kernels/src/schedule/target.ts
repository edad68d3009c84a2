import type { Axis, Expression } from '../graph/expression.ts';

/** A value that a kernel computes, and the axes by which its result is indexed, from the outermost. */
export interface Target {
  readonly name: string;
  readonly x: Expression;
  readonly axes: readonly Axis[];
}
