import { isList } from './numbersInput.ts';

/** More axes than any input has. Without a limit, an array that holds itself would have no end. */
const mostAxes = 8;

/** The innermost rows of arrays in arrays, in their order, and the lengths of the axes. Refuses rows of different lengths. */
export function rowsOf(
  list: ArrayLike<unknown>,
  fail: (rule: string, came: string, fix: string) => never,
): { readonly rows: readonly ArrayLike<unknown>[]; readonly shape: readonly number[] } {
  const shape: number[] = [];
  const rows: ArrayLike<unknown>[] = [];
  const depths = new Set<number>();
  const visit = (one: ArrayLike<unknown>, axis: number): void => {
    if (axis === mostAxes) fail(`must have fewer than ${mostAxes} axes`, 'deeper arrays', 'Flatten it.');
    shape[axis] ??= one.length;
    if (one.length !== shape[axis]) {
      fail(
        'must have rows of one length',
        `${shape[axis]} and ${one.length}`,
        'Pad them, and mask the padding.',
      );
    }
    if (!isList(one[0])) {
      rows.push(one);
      depths.add(axis);
      return;
    }
    for (let i = 0; i < one.length; i++) {
      const inner = one[i];
      if (isList(inner)) visit(inner, axis + 1);
      else fail('must be nested evenly', `a row beside ${typeof inner}`, 'Give arrays of one depth.');
    }
  };
  visit(list, 0);
  if (depths.size > 1)
    fail('must be nested evenly', 'arrays of different depths', 'Give arrays of one depth.');
  return { rows, shape };
}
