import type { Value } from './value.ts';

/** Values and all that they are computed from, in order of recording: `ever`, in arms of branches too, or `always`, whatever is chosen. */
export function reachedFrom(values: readonly Value[], which: 'ever' | 'always' = 'ever'): readonly Value[] {
  const found = new Set<Value>();
  const open = [...values];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (found.has(value)) continue;
    found.add(value);
    const { source } = value;
    if (source.type === 'branch') {
      open.push(source.condition);
      if (which === 'ever') open.push(source.yes, source.no);
    }
    if (source.type === 'node') open.push(...source.inputs.filter((input) => input !== undefined));
  }
  return [...found].sort((a, b) => a.id - b.id);
}
