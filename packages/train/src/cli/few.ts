/** The first numbers of a parameter, to two places: more would differ between processors, and a query has thousands. */
export function few(values: readonly number[]): string {
  const first = values.slice(0, 6).map((value) => value.toFixed(2));
  return values.length > 6 ? `${first.join(' ')} ... (${values.length})` : first.join(' ');
}
