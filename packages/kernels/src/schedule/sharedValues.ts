import { type Expression, isCondition, isReduction, operandsOf } from '../graph/expression.ts';

/**
 * The pooled values that both a kernel and the kernels of its parts would compute, innermost first. An example is a vector
 * that is divided by its own length: both go into memory.
 */
export function sharedValues(
  root: Expression,
  parts: readonly Expression[],
  loaded: ReadonlySet<Expression>,
): readonly Expression[] {
  const stops = new Set([...loaded, ...parts]);
  const inRoot = reached(operandsOf(root), stops);
  const inParts = reached(parts.flatMap(operandsOf), stops);
  const isShared = (x: Expression): boolean => inRoot.has(x) && inParts.has(x);
  const met = new Set<Expression>();
  // Only shared values with a user that is not shared: the others are part of these.
  for (const user of [root, ...parts, ...inRoot, ...inParts]) {
    if (!isShared(user)) for (const operand of operandsOf(user)) if (isShared(operand)) met.add(operand);
  }
  return [...met]
    .filter((x) => x.shape[1] === 1 && !isCondition(x) && [...reached([x], stops)].some(isReduction))
    .sort((a, b) => a.id - b.id);
}

/** All values that these are computed from, and these themselves. */
function reached(from: readonly Expression[], stops: ReadonlySet<Expression>): ReadonlySet<Expression> {
  const found = new Set<Expression>();
  const visit = (x: Expression): void => {
    if (stops.has(x) || found.has(x)) return;
    found.add(x);
    operandsOf(x).forEach(visit);
  };
  from.forEach(visit);
  return found;
}
