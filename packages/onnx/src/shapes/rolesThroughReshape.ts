import type { AxisRole } from './roles.ts';
import type { Dim } from './shape.ts';

/**
 * What the axes count after a Reshape, from the lengths before and after. Axes are matched from the front and from the back
 * while their lengths, or the products of neighbours, are equal. If several axes become one, or one becomes several, each
 * new axis counts what all old ones counted.
 */
export function rolesThroughReshape(
  axes: readonly AxisRole[],
  from: readonly Dim[],
  to: readonly Dim[],
): readonly AxisRole[] {
  const result: AxisRole[] = to.map(() => undefined);
  /** The ranges of axes that are not matched yet. */
  let [a, b, aEnd, bEnd] = [0, 0, from.length, to.length];
  const give = (inFrom: number, inEnd: number, outFrom: number, outEnd: number): void => {
    const roles = new Set(axes.slice(inFrom, inEnd));
    const [only] = roles;
    if (roles.size === 1) result.fill(only, outFrom, outEnd);
  };
  while (a < aEnd && b < bEnd) {
    // The batch stays the batch, even if its name changes.
    const isBatch = a === 0 && b === 0 && typeof from[0] !== 'number' && typeof to[0] !== 'number';
    if (!isBatch && !isAlike(from[a], to[b])) break;
    give(a, ++a, b, ++b);
  }
  while (a < aEnd && b < bEnd && isAlike(from[aEnd - 1], to[bEnd - 1]))
    give(--aEnd, aEnd + 1, --bEnd, bEnd + 1);
  // Neighbours whose products are equal belong together.
  while (a < aEnd && b < bEnd) {
    const [aStart, bStart] = [a, b];
    let [left, right] = [from[a++], to[b++]];
    while (typeof left === 'number' && typeof right === 'number' && left !== right) {
      const more: Dim = left < right ? (a < aEnd ? from[a++] : undefined) : b < bEnd ? to[b++] : undefined;
      if (typeof more !== 'number' || more < 1) {
        left = undefined;
      } else if (left < right) left *= more;
      else right *= more;
    }
    if (typeof left !== 'number' || typeof right !== 'number') {
      give(aStart, aEnd, bStart, bEnd);
      break;
    }
    give(aStart, a, bStart, b);
  }
  return result;
}

function isAlike(a: Dim, b: Dim): boolean {
  return a !== undefined && a === b;
}
