import { type ArrayNode, type Expression, operandsOf } from '../graph/expression.ts';
import { tokenIndexName } from '../graph/tokenIndex.ts';

/** WebGPU grants a kernel eight arrays: one is its result, one holds its constants. */
export const arraysAtMost = 6;

/** Groups of values to put into one array each, where a kernel would read too many arrays. Those of a group have equally many tokens. */
export function joinParts(
  root: Expression,
  loaded: ReadonlyMap<Expression, ArrayNode>,
): readonly (readonly Expression[])[] {
  const arrays = arraysRead([root], loaded);
  let excess = arrays.size - arraysAtMost;
  if (excess <= 0) return [];
  if (root.kind === 'concat' && root.parts.every((x) => loaded.has(x) || x.kind === 'array')) {
    // This kernel joins arrays itself, and reads too many. It gets as few groups of them as it may read.
    return grouped([...arrays.values()], Math.min(arraysAtMost, Math.ceil(arrays.size / arraysAtMost)));
  }
  const joined: (readonly Expression[])[] = [];
  const candidates = [...arrays.values()].filter(([x]) => !isTokenIndex(x!));
  const [inputs, others] = [candidates.filter(hasTokens), candidates.filter((values) => !hasTokens(values))];
  for (const alike of [...byTokens(others), ...byShape(inputs)]) {
    const taken = alike.slice(0, Math.max(0, excess) + 1);
    if (taken.length < 2) continue;
    joined.push(taken.flat());
    excess -= taken.length - 1;
  }
  return joined;
}

function grouped<V>(lists: readonly (readonly V[])[], groups: number): readonly (readonly V[])[] {
  const size = Math.ceil(lists.length / groups);
  return Array.from({ length: groups }, (_, i) => lists.slice(i * size, (i + 1) * size).flat());
}

/** The index of a ragged batch stays an array of its own, which indices read by its name. */
function isTokenIndex(x: Expression): boolean {
  return x.kind === 'array' && x.name === tokenIndexName;
}

/** Whether an array is an input with tokens, or a matrix: to join those costs a copy, so that they come last. */
function hasTokens([x]: readonly Expression[]): boolean {
  return x!.kind === 'array' && x!.shape[1] > 1;
}

type Arrays = readonly (readonly Expression[])[];

/** Arrays grouped by their number of tokens, the most frequent number first. */
function byTokens(arrays: Arrays): readonly Arrays[] {
  const groups = groupedBy(arrays, ({ shape: [, tokens] }) => `${tokens}`);
  return [...groups].sort((a, b) => b.length - a.length);
}

/** Arrays grouped by their batch and tokens; first those, and of each group first those, that are copied in least time. */
function byShape(arrays: Arrays): readonly Arrays[] {
  const size = ([x]: readonly Expression[]) => x!.shape.reduce((product, length) => product * length, 1);
  const groups = groupedBy(arrays, ({ shape: [batch, tokens] }) => `${batch},${tokens}`);
  return groups
    .map((group) => [...group].sort((a, b) => size(a) - size(b)))
    .sort((a, b) => size(a.at(-1)!) - size(b.at(-1)!));
}

function groupedBy(arrays: Arrays, key: (x: Expression) => string): readonly Arrays[] {
  const found = new Map<string, (readonly Expression[])[]>();
  for (const values of arrays) {
    const own = key(values[0]!);
    found.set(own, [...(found.get(own) ?? []), values]);
  }
  return [...found.values()];
}

/** The values that are read from each array. */
export function arraysRead(
  roots: readonly Expression[],
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
  roots.forEach(visit);
  return arrays;
}
