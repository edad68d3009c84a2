/** A place of the pen: `x` and `y` in 0..1 of the drawing square (y down), `pressure` in 0..1. */
export interface PenPoint {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}

/** The points of one stroke, from pen down to pen up. */
export type Stroke = readonly PenPoint[];

/** All strokes, in the order in which they were drawn. */
export type Drawing = readonly Stroke[];

/** The pressure of a mouse, a finger or a pen without pressure. */
export const EVEN_PRESSURE = 0.5;
