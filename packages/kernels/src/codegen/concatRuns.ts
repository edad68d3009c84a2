import type { ArrayNode, Expression, Shape } from '../graph/expression.ts';
import { partsOf } from '../graph/position.ts';

/** Neighbouring parts of a concatenation that lie in one array in the same order, so that they are read as one. */
export interface ConcatRun {
  /** Its first channel in the concatenation, and how many channels it has. */
  readonly begin: number;
  readonly width: number;
  /** The first of its parts. */
  readonly part: Expression;
  /** The shape of all its parts together; parts that are the same in each image have a batch of 1. */
  readonly shape: Shape;
  /** The array that it lies in, where it has more than one part. */
  readonly array?: ArrayNode;
}

/** The parts of a concatenation as runs that are read as one. */
export function concatRuns(
  parts: readonly Expression[],
  loaded: ReadonlyMap<Expression, ArrayNode>,
): readonly ConcatRun[] {
  const runs: ConcatRun[] = [];
  for (const { begin, part } of partsOf(parts)) {
    const run = runs.at(-1);
    const width = part.shape[2];
    const [last, array] = [run && loaded.get(run.part), loaded.get(part)];
    const goesOn =
      run !== undefined && isOneOfMany(last) && isOneOfMany(array) && array.name === last.name
        ? last.begin + run.width === array.begin
        : false;
    if (goesOn) {
      const shape: Shape = [
        Math.max(run!.shape[0], part.shape[0]),
        Math.max(run!.shape[1], part.shape[1]),
        run!.width + width,
      ];
      runs[runs.length - 1] = { ...run!, shape, width: shape[2], array: last! };
    } else runs.push({ begin, width, part, shape: part.shape });
  }
  return runs;
}

function isOneOfMany(array: ArrayNode | undefined): array is ArrayNode & { readonly begin: number } {
  return array?.begin !== undefined;
}
