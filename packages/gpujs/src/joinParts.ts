import { type ArrayNode, type Expression, operandsOf } from './expression.ts';

/** WebGPU grants a kernel eight arrays: one is its result, one holds its constants. */
const arraysAtMost = 6;

/** Values without tokens to bring together in one array each, where a kernel would read too many arrays. */
export function joinParts(
  root: Expression,
  loaded: ReadonlyMap<Expression, ArrayNode>,
): readonly (readonly Expression[])[] {
  const arrays = arraysRead(root, loaded);
  const excess = arrays.size - arraysAtMost;
  if (excess <= 0) return [];
  const joinable = [...arrays.values()].filter((values) => values.every(({ shape }) => shape[1] === 1));
  // What joins others must not read too many itself: it is split into as few as it may read.
  const groups =
    root.kind === 'concat' ? Math.min(arraysAtMost, Math.ceil(joinable.length / arraysAtMost)) : 1;
  const joined = root.kind === 'concat' ? joinable : joinable.slice(0, excess + 1);
  if (joined.length < 2 * groups) return [];
  const size = Math.ceil(joined.length / groups);
  return Array.from({ length: groups }, (_, i) => joined.slice(i * size, (i + 1) * size).flat());
}

/** The values that are read from each array. */
function arraysRead(
  root: Expression,
  loaded: ReadonlyMap<Expression, ArrayNode>,
): ReadonlyMap<string, readonly Expression[]> {
  const arrays = new Map<string, Expression[]>();
  const seen = new Set<Expression>();
  const visit = (x: Expression): void => {
    if (seen.has(x)) return;
    seen.add(x);
    const array = loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) arrays.set(array.name, [...(arrays.get(array.name) ?? []), x]);
    else operandsOf(x).forEach(visit);
  };
  visit(root);
  return arrays;
}
