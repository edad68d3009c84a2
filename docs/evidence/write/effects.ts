import type { Cell } from './cells.ts';
import { type Difference, differenceOf, type Verdict, verdictOf } from './difference.ts';
import { type PaperEffect, paperEffect, paperTable } from './paper.ts';
import { measureName, placeName, poolingName } from './words.ts';

/** A difference of two poolings, as the paper has it and as it came out here. */
export interface Effect {
  readonly of: string;
  readonly to: string;
  /** `GGeM − average`. */
  readonly name: string;
  /** `2 blocks, accuracy`. */
  readonly where: string;
  readonly paper?: PaperEffect | undefined;
  readonly ours: Difference;
  readonly verdict: Verdict;
}

/** The columns of the paper that are set beside a cell. */
export interface PaperColumns {
  readonly table: string;
  readonly columns: readonly number[];
}

/** All differences that pages look at, those of the paper first. */
const comparisons = [
  ['class', 'average'],
  ['max', 'average'],
  ['gem', 'average'],
  ['ggem', 'average'],
  ['ggem', 'class'],
  ['ggem', 'gem'],
  ['ep', 'average'],
  ['abmil', 'average'],
  ['simpool', 'average'],
  ['attentive-ggem', 'average'],
  ['attentive-ggem', 'class'],
  ['attentive-ggem', 'ep'],
] as const;

/** The differences of a cell; those whose poolings were not both measured are left out. */
export function effectsOf(cell: Cell, beside: PaperColumns | undefined): readonly Effect[] {
  return comparisons.flatMap(([of, to]): readonly Effect[] => {
    const ours = differenceOf(cell, of, to);
    if (ours === undefined) return [];
    const theirs = beside && paperEffect(paperTable(beside.table), beside.columns, of, to);
    const name = `${poolingName(of)} − ${poolingName(to)}`;
    return [{ of, to, name, where: whereOf(cell), paper: theirs, ours, verdict: verdictOf(ours) }];
  });
}

/** `2 blocks, accuracy`. */
export function whereOf({ group, measure }: Pick<Cell, 'group' | 'measure'>): string {
  return [...(group === '' ? [] : [placeName(group)]), measureName(measure)].join(', ');
}
