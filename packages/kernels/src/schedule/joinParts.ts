import { type ArrayNode, type Expression, operandsOf } from '../graph/expression.ts';
import { tokenIndexName } from '../graph/tokenIndex.ts';

/** WebGPU grants a kernel eight arrays: one is its result, one holds its constants. */
const arraysAtMost = 6;

/** Groups of values to put into one array each, where a kernel would read too many arrays. Those of a group have equally many tokens. */
export function joinParts(
  root: Expression,
  loaded: ReadonlyMap<Expression, ArrayNode>,
): readonly (readonly Expression[])[] {
  const arrays = arraysRead(root, loaded);
  let excess = arrays.size - arraysAtMost;
  if (excess <= 0) return [];
  if (root.kind === 'concat' && root.parts.every((x) => loaded.has(x) || x.kind === 'array')) {
    // This kernel joins arrays itself, and reads too many. It gets as few groups of them as it may read.
    return grouped([...arrays.values()], Math.min(arraysAtMost, Math.ceil(arrays.size / arraysAtMost)));
  }
  const joined: (readonly Expression[])[] = [];
  for (const alike of byTokens([...arrays.values()])) {
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

/**
 * Arrays grouped by their number of tokens, the most frequent number first. Inputs that have tokens are left out; so is
 * the token index of a ragged batch, which indices read by its name.
 */
function byTokens(
  arrays: readonly (readonly Expression[])[],
): readonly (readonly (readonly Expression[])[])[] {
  const found = new Map<number, (readonly Expression[])[]>();
  for (const values of arrays) {
    const [x] = values as readonly [Expression];
    const tokens = x.shape[1];
    if (x.kind === 'array' && (tokens > 1 || x.name === tokenIndexName)) continue;
    found.set(tokens, [...(found.get(tokens) ?? []), values]);
  }
  return [...found.values()].sort((a, b) => b.length - a.length);
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
