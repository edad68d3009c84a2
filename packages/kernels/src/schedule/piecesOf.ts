import { type Expression, isCondition, isReduction, operandsOf } from '../graph/expression.ts';

/** The most operations of one kernel. For more, graphics drivers take seconds to compile, and browsers call that a crash. */
export const operationsAtMost = 400;

/** The fewest and the most operations of a piece that is worth a kernel of its own. */
const [smallest, largest] = [30, 200];

/** Whether a kernel may have too many operations, so that they must be counted: each may be written for several positions. */
export function mayBeTooLarge(root: Expression, loaded: ReadonlySet<Expression>): boolean {
  return operationsOf(root, loaded).size > operationsAtMost / 4;
}

/** The pooled values to compute in kernels before, where one kernel would be too large for a compiler. */
export function piecesOf(root: Expression, loaded: ReadonlySet<Expression>): readonly Expression[] {
  const found = new Set<Expression>();
  const seen = new Set<Expression>();
  const visit = (x: Expression): void => {
    if (loaded.has(x) || seen.has(x)) return;
    seen.add(x);
    if (x !== root && isPiece(x, loaded)) found.add(x);
    else operandsOf(x).forEach(visit);
  };
  visit(root);
  return [...found].sort((a, b) => a.id - b.id);
}

function isPiece(x: Expression, loaded: ReadonlySet<Expression>): boolean {
  if (x.shape[1] !== 1 || isCondition(x)) return false;
  const operations = operationsOf(x, loaded);
  return operations.size >= smallest && operations.size <= largest && [...operations].some(isReduction);
}

function operationsOf(x: Expression, loaded: ReadonlySet<Expression>): ReadonlySet<Expression> {
  const found = new Set<Expression>();
  const visit = (one: Expression): void => {
    if (loaded.has(one) || found.has(one)) return;
    found.add(one);
    operandsOf(one).forEach(visit);
  };
  visit(x);
  return found;
}
