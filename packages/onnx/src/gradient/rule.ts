import type { NodeProto } from '../proto/onnx.ts';
import type { Fixed, GraphMath } from './graphMath.ts';

/** A node in the way of the gradient, and what a rule may ask of it. */
export interface Step {
  readonly node: NodeProto;
  readonly math: GraphMath;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** An input of the node. Throws for one that is left out; `has` tells. */
  readonly x: (position: number) => Fixed;
  readonly has: (position: number) => boolean;
  /** An output of the node, as the forward pass gives it; the first without a position. */
  readonly y: (position?: number) => Fixed;
  /** The gradient of the loss by the first output. */
  readonly dy: Fixed;
  /** The same for any output; `undefined` where the loss does not depend on it. */
  readonly dyOf: (position: number) => Fixed | undefined;
  /** The numbers of an input that is known beforehand: axes, a shape, a bound. */
  readonly known: (position: number) => readonly number[] | undefined;
  readonly int: (name: string, otherwise: number) => number;
  readonly ints: (name: string) => readonly number[] | undefined;
  readonly float: (name: string, otherwise: number) => number;
  readonly text: (name: string) => string | undefined;
  /** Throws: the rule does not know this form of its operator. */
  readonly refuse: (what: string) => never;
}

/** A gradient that is 0 outside of a part of an axis. */
export interface Part {
  readonly axis: number;
  readonly start: number;
  readonly value: Fixed;
}

export type Gradient = Fixed | Part;

/** For each input, how its gradient is computed; `undefined` where nothing flows back. Only what is needed is called. */
export type Rule = (step: Step) => readonly ((() => Gradient) | undefined)[];

/** An axis counted from the front. */
export function axisOf(axis: number, { dims }: Fixed): number {
  return axis < 0 ? axis + dims.length : axis;
}

/** The axes of a reduction: an input in newer operator sets, an attribute in older ones. */
export function axesIn(step: Step): readonly number[] {
  const x = step.x(0);
  const given = step.has(1) ? step.known(1) : step.ints('axes');
  if (step.has(1) && given === undefined) step.refuse('axes that depend on the input of a run');
  if (given === undefined || given.length === 0) {
    return step.int('noop_with_empty_axes', 0) === 1 ? [] : x.dims.map((_, i) => i);
  }
  return given.map((axis) => axisOf(axis, x));
}
