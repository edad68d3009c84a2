/** One place the pen was: `x` and `y` in 0..1 of the drawing square (y down), `pressure` in 0..1. */
export interface PenPoint {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}

/** The points of one stroke, from pen down to pen up. */
export type Stroke = readonly PenPoint[];

/** Everything drawn, in the order it was drawn. */
export type Drawing = readonly Stroke[];

/** What a mouse, a finger or a pen without pressure counts as. */
export const EVEN_PRESSURE = 0.5;
