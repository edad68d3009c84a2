/** The numbers of the rows of an axis that a Slice takes. */
export function sliceRows(length: number, start: number, end: number, step: number): readonly number[] {
  const inside = (at: number, low: number, high: number) =>
    Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const rows: number[] = [];
  if (step > 0) {
    for (let i = inside(start, 0, length); i < inside(end, 0, length); i += step) rows.push(i);
  } else {
    const last = end < -length ? -1 : inside(end, -1, length - 1);
    for (let i = inside(start, -1, length - 1); i > last; i += step) rows.push(i);
  }
  return rows;
}
