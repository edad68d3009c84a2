import type { Row } from '../run/row.ts';

/** How a measurement compares with the others of the same measure. */
export interface Ratios {
  /** How many times as fast as the naive way in the same library on the same device; if there is none, in plain JavaScript. */
  readonly toNaive?: number;
  /** Its time as a multiple of the time of copying the input once. */
  readonly toCopy?: number;
}

export function ratios(row: Row, all: readonly Row[]): Ratios {
  if (row.how === 'baseline') return {};
  const naive = all.filter(({ how }) => how === 'naive');
  const same = naive.filter(({ adapter, device }) => adapter === row.adapter && device === row.device);
  const plain = naive.filter(({ adapter }) => adapter === 'typed arrays');
  const best = Math.min(...(same.length > 0 ? same : plain).map(({ medianMs }) => medianMs));
  const copy = all.find(({ variant }) => variant === 'copy of the input');
  return {
    ...(row.how === 'ours' && Number.isFinite(best) && { toNaive: best / row.medianMs }),
    ...(copy && { toCopy: row.medianMs / copy.medianMs }),
  };
}
