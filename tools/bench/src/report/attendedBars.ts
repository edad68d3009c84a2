import { nameOf } from '../contender.ts';
import { isMain } from '../plan.ts';
import type { Row } from '../run/row.ts';
import { short } from './table.ts';

/** The most time that a pooling whose tokens attend may take, in units of GGeM alone and the product that its scores are. */
const atMost = 1.5;

/** What each adapter takes for tokens that attend, forward and with gradients, beside the same library's GGeM and product. */
export function attendedBars(rows: readonly Row[]): readonly string[] {
  const main = rows.filter(isMain);
  return main.flatMap((row) => {
    if (row.how !== 'ours' || (row.spec !== 'attentive' && row.spec !== 'ep')) return [];
    const like = main.filter(
      ({ adapter, device, threads, pass }) =>
        adapter === row.adapter && device === row.device && threads === row.threads && pass === row.pass,
    );
    const ggem = like.find(({ spec, variant }) => spec === 'ggem' && variant === row.variant);
    const product = like.find(({ how, spec }) => how === 'baseline' && spec === row.spec);
    if (ggem === undefined || product === undefined) return [];
    const ratio = row.medianMs / (ggem.medianMs + product.medianMs);
    const verdict = ratio <= atMost ? 'met ' : 'MISS';
    return [
      `  ${verdict}  ${short(ratio).padStart(5)} × (at most ${atMost})  ${row.spec} ${row.pass}, against ggem and a product of scores: ${nameOf(row)}`,
    ];
  });
}
