import { type Drawing, EVEN_PRESSURE } from '../stroke.ts';
import { one, oneFlagged, two, twoLooped, zero } from './digits0to2.ts';
import { five, four, fourClosed, three } from './digits3to5.ts';
import { eight, nine, seven, sevenBarred, six } from './digits6to9.ts';
import type { Pen } from './pen.ts';

/** A digit drawn for this page, stroke by stroke. */
export interface Sample {
  readonly id: string;
  readonly digit: number;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly drawing: Drawing;
}

export const samples: readonly Sample[] = [
  sample('0', 0, 'zero', zero),
  sample('1', 1, 'one', one),
  sample('1-flag', 1, 'one, with a flag and a foot', oneFlagged),
  sample('2', 2, 'two', two),
  sample('2-loop', 2, 'two, with a loop', twoLooped),
  sample('3', 3, 'three', three),
  sample('4', 4, 'four, open', four),
  sample('4-closed', 4, 'four, closed', fourClosed),
  sample('5', 5, 'five', five),
  sample('6', 6, 'six', six),
  sample('7', 7, 'seven', seven),
  sample('7-bar', 7, 'seven, with a bar', sevenBarred),
  sample('8', 8, 'eight', eight),
  sample('9', 9, 'nine', nine),
];

function sample(id: string, digit: number, label: string, pen: Pen): Sample {
  const drawing = pen.map((stroke) =>
    stroke.map(([x, y]) => ({ x: x / 100, y: y / 100, pressure: EVEN_PRESSURE })),
  );
  return { id, digit, label, drawing };
}
