import type { Mask, Term } from './meaning.ts';

/** Where the tokens of a mask lie: `[batch, tokens]`. */
const tokensAxis = 1;

/** Tokens times a mask or weights, or tokens chosen by a mask; `undefined` where the mask does not lie along the tokens. */
export function maskedTerm(term: Term, mask: Mask, change: { readonly isChosen: boolean }): Term | undefined {
  if (term.mask !== undefined || !liesAlong(term, mask)) return undefined;
  const { source, from, isWeights, isDivided } = mask;
  return {
    ...term,
    mask: { name: source, from, isWeights, isDivided, ...change },
    nodes: new Set([...term.nodes, ...mask.nodes]),
  };
}

/** Whether the axes of the mask meet the batch and the tokens of a value, and no other axis of it. */
function liesAlong({ axes, windows }: Pick<Term, 'axes' | 'windows'>, mask: Mask): boolean {
  if (axes.length < mask.axes.length || windows.size > (mask.from === 0 ? 0 : 1)) return false;
  // The same tokens must be cut off the beginning of both, and none off the end.
  const window = windows.get(tokensAxis);
  if ((window?.from ?? 0) !== mask.from || window?.to !== undefined) return false;
  const skipped = axes.length - mask.axes.length;
  const found = mask.axes.flatMap((axis, i) => {
    const pieces = axes[i + skipped]!;
    return axis === undefined ? [] : [[axis, pieces.length === 1 ? pieces[0]!.axis : -1] as const];
  });
  return found.length === 2 && found.every(([own, axis]) => own === axis);
}
