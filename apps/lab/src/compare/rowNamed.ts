import { refuse } from '../refuse.ts';

/** The row of the baseline. */
export function rowNamed<T extends { readonly name: string }>(rows: readonly T[], baseline: string): T {
  const row = rows.find(({ name }) => name === baseline);
  if (row !== undefined) return row;
  return refuse('value', {
    rule: '--baseline must be one of the poolings that were compared',
    came: `${JSON.stringify(baseline)} is not`,
    fix: `There are: ${rows.map(({ name }) => name).join(', ')}.`,
  });
}
