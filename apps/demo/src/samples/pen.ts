/** Strokes as `[x, y]` in a square of 100, y down: what a pen passed through, a curve is drawn through the points. */
export type Pen = readonly (readonly (readonly [x: number, y: number])[])[];
