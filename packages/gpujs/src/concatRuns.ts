import type { ArrayNode, Expression } from './expression.ts';
import { partsOf } from './position.ts';

/** Parts of a concatenation that lie in memory as they stand in it: they are read as one. */
export interface ConcatRun {
  /** The first channel of the concatenation that it holds, and how many. */
  readonly begin: number;
  readonly width: number;
  /** The first of its parts. */
  readonly part: Expression;
  /** Where it lies, for more than one part. */
  readonly array?: ArrayNode;
}

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
    if (goesOn) runs[runs.length - 1] = { ...run!, width: run!.width + width, array: last! };
    else runs.push({ begin, width, part });
  }
  return runs;
}

function isOneOfMany(array: ArrayNode | undefined): array is ArrayNode & { readonly begin: number } {
  return array?.begin !== undefined;
}
