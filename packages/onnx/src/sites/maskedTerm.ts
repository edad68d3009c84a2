import type { Mask, Term } from './meaning.ts';

/** Where the tokens of a mask lie: `[batch, tokens]`. */
const tokensAxis = 1;

/** Tokens times a mask or weights, or chosen by it; `undefined` where it does not lie along them. */
export function maskedTerm(term: Term, mask: Mask, change: { readonly isChosen: boolean }): Term | undefined {
  if (term.mask !== undefined || !liesAlong(term, mask)) return undefined;
  const { source, from, isWeights, isDivided } = mask;
  return {
    ...term,
    mask: { name: source, from, isWeights, isDivided, ...change },
    nodes: new Set([...term.nodes, ...mask.nodes]),
  };
}

/** Whether the mask's axes are batch and tokens of what it meets, and nothing else is. */
function liesAlong({ axes, windows }: Pick<Term, 'axes' | 'windows'>, mask: Mask): boolean {
  if (axes.length < mask.axes.length || windows.size > (mask.from === 0 ? 0 : 1)) return false;
  // The tokens that are cut off at the beginning are cut off the mask too, and none is at the end.
  const window = windows.get(tokensAxis);
  if ((window?.from ?? 0) !== mask.from || window?.to !== undefined) return false;
  const skipped = axes.length - mask.axes.length;
  const found = mask.axes.flatMap((axis, i) => {
    const pieces = axes[i + skipped]!;
    return axis === undefined ? [] : [[axis, pieces.length === 1 ? pieces[0]!.axis : -1] as const];
  });
  return found.length === 2 && found.every(([own, axis]) => own === axis);
}
