import type { ArrayNode, Expression, Shape } from './expression.ts';
import { partsOf } from './position.ts';

/** Parts of a concatenation that lie in memory as they stand in it: they are read as one. */
export interface ConcatRun {
  /** The first channel of the concatenation that it holds. */
  readonly begin: number;
  /** Of all its parts side by side. */
  readonly shape: Shape;
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
    const array = run && joint(run, loaded.get(run.part), loaded.get(part));
    if (run && array) runs[runs.length - 1] = { ...run, shape: sideBySide(run.shape, part.shape), array };
    else runs.push({ begin, shape: part.shape, part });
  }
  return runs;
}

/** The array of a run, where the next part goes on in it. */
function joint(
  { shape }: ConcatRun,
  array: ArrayNode | undefined,
  next: ArrayNode | undefined,
): ArrayNode | undefined {
  if (array?.begin === undefined || next?.begin === undefined || array.name !== next.name) return undefined;
  return array.begin + shape[2] === next.begin ? array : undefined;
}

/** Parts of one image, or of one token, stand for all of them. */
function sideBySide(a: Shape, b: Shape): Shape {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), a[2] + b[2]];
}
