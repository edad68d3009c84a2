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
    const own = conditionsOf(reachedFrom([value]));
    let whole = value;
    for (const condition of conditions.filter((one) => own.includes(one))) {
      whole = { ...whole, id: nextId++, source: { type: 'branch', condition, yes: whole, no: whole } };
    }
    return whole;
  };
  return results.map(({ name, value }) => ({ name, value: over(value) }));
}

/** Conditions of more than one branch, of which none depends on a branch itself. */
function repeatedConditions(values: readonly Value[]): readonly Value[] {
  const all = conditionsOf(values);
  const repeated = new Set(all.filter((condition, i) => all.indexOf(condition) !== i));
  return [...repeated].filter((condition) => conditionsOf(reachedFrom([condition])).length === 0);
}

/** The condition of each branch. */
function conditionsOf(values: readonly Value[]): readonly Value[] {
  return values.flatMap(({ source }) => (source.type === 'branch' ? [source.condition] : []));
}
