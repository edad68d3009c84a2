/** Strokes as points `[x, y]` in a square of 100, y down; a curve is drawn through the points of each. */
export type Pen = readonly (readonly (readonly [x: number, y: number])[])[];
