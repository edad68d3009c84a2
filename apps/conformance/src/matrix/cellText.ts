import type { Outcome, Totals } from '@ggem/conformance';
import { type Cell, gravest } from './cells.ts';

/** A sign and a word for each outcome, so that an outcome never shows by colour alone. */
export const signs: Readonly<Record<Outcome, { readonly sign: string; readonly words: string }>> = {
  pass: { sign: '✓', words: 'pass' },
  fail: { sign: '✕', words: 'fail' },
  xfail: { sign: '△', words: 'fail as expected' },
  xpass: { sign: '!', words: 'pass against an expectation' },
  skip: { sign: '–', words: 'skipped' },
  unavailable: { sign: '∅', words: 'unavailable' },
};

/** The two lines of a cell: a sign with the number of cases; then the worst error, or the number of all cases. */
export function cellLines({ totals, worst }: Cell): readonly [string, string] {
  const outcome = gravest(totals);
  const all = Object.values(totals).reduce((a, b) => a + b, 0);
  const below = outcome === 'pass' ? errorText(worst) : `of ${all}`;
  return [`${signs[outcome].sign} ${totals[outcome]}`, below];
}

/** Whether a case of the cell is beyond its bound, expected or not. */
export function isBeyond({ totals }: Cell): boolean {
  return totals.fail + totals.xfail > 0;
}

/** An error in units of the bound, short: `0.42`; empty where nothing was compared. */
export function errorText(worst: number | undefined): string {
  if (worst === undefined) return '';
  if (worst === 0) return '0';
  return worst < 0.01 ? '<0.01' : worst.toFixed(2);
}

/** The outcomes of a cell in words: `50 pass, 3 fail`. */
export function totalsText(totals: Totals): string {
  return (Object.keys(signs) as Outcome[])
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => `${totals[outcome].toLocaleString('en-US')} ${signs[outcome].words}`)
    .join(', ');
}

/** A cell in words, for screen readers. */
export function cellLabel(cell: Cell): string {
  const { family, property, device, totals } = cell;
  return `${family} ${property} on ${device}: ${totalsText(totals)}${worstWords(cell)}`;
}

/** `, worst error 0.42 of the bound`. */
export function worstWords(cell: Cell): string {
  if (isBeyond(cell)) return ', worst error beyond the bound';
  const worst = errorText(cell.worst);
  return worst === '' ? '' : `, worst error ${worst} of the bound`;
}
