import type { Result } from './emit.ts';
import { reachedFrom } from './reachedFrom.ts';
import type { Value } from './value.ts';

/**
 * The same results, in which a condition that several branches have decides once, over all that depends on it: an If in
 * the midst of a graph keeps onnxruntime from reusing memory, and what two of them need is computed twice.
 */
export function branchOnce(results: readonly Result[]): readonly Result[] {
  const reached = reachedFrom(results.map(({ value }) => value));
  let nextId = (reached.at(-1)?.id ?? 0) + 1;
  const conditions = repeatedConditions(reached);
  const over = (value: Value): Value => {
    const own = new Set(
      reachedFrom([value]).flatMap(({ source }) => (source.type === 'branch' ? [source.condition] : [])),
    );
    return conditions
      .filter((condition) => own.has(condition))
      .reduce<Value>(
        (whole, condition) => ({
          ...whole,
          id: nextId++,
          source: { type: 'branch', condition, yes: whole, no: whole },
        }),
        value,
      );
  };
  return results.map(({ name, value }) => ({ name, value: over(value) }));
}

/** Conditions of more than one branch, of which none depends on a branch itself. */
function repeatedConditions(values: readonly Value[]): readonly Value[] {
  const counts = new Map<Value, number>();
  for (const { source } of values) {
    if (source.type === 'branch') counts.set(source.condition, (counts.get(source.condition) ?? 0) + 1);
  }
  return [...counts]
    .filter(
      ([condition, count]) =>
        count > 1 && reachedFrom([condition]).every(({ source }) => source.type !== 'branch'),
    )
    .map(([condition]) => condition);
}
