import type { Case } from './case.ts';

/**
 * Operations first; then poolings by shape and spec, so that an adapter that compiles code for these does it once for each.
 * Cases with the same shape and spec keep their order.
 */
export function orderCases(cases: readonly Case[]): readonly Case[] {
  const groups = new Map<string, Case[]>();
  for (const one of cases) {
    const key = groupKey(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.keys()].sort().flatMap((key) => groups.get(key)!);
}

function groupKey(one: Case): string {
  if (one.kind === 'operation') return '0';
  const shape = one.shape.map((n) => String(n).padStart(6, '0')).join('x');
  const lies = JSON.stringify([one.dataFormat, one.image, one.offsets]);
  return `1/${shape}/${one.spec.type}/${JSON.stringify(one.spec)}/${lies}`;
}
