/** From a first one to before a last one. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Pieces of at most `step`, in order. */
export function* ranges(count: number, step: number): Generator<Range> {
  for (let from = 0; from < count; from += step) yield { from, to: Math.min(from + step, count) };
}
