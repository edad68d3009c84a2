import { expect, it } from 'vitest';
import { type Cell, cellsOf } from '../../src/matrix/cells.ts';
import { cellLabel, cellLines } from '../../src/matrix/cellText.ts';
import { row } from '../support/rows.ts';

const rows = [
  row('tfjs:cpu@node', 'gem/p=3/normal', { y: 0.1, dx: 0.5, dp: 'fail' }),
  row('tfjs:cpu@node', 'operation/add/small', { value: 0 }),
  row('tfjs:cpu@node', 'gem/p=3/ties', { y: 0.25, dx: 'xfail', dp: 0.002 }),
  row('tfjs:cpu@node', 'attention/normal', { y: 0.3 }),
  row('tfjs:cpu@node', 'edge/all', { y: 'skip' }),
  row('tfjs:wasm@node', 'gem/p=3/normal', {}),
];

const cell = (family: string, property: 'y' | 'dx' | 'dp' | 'value', text?: string): Cell =>
  cellsOf(rows, text).get('tfjs:cpu@node')!.get(family)!.get(property)!;

it('counts each property of a family by itself, and keeps its worst error', () => {
  expect(cell('gem', 'y')).toMatchObject({ worst: 0.25, totals: { pass: 2 } });
  expect(cell('gem', 'dx')).toMatchObject({ worst: 0.5, totals: { pass: 1, xfail: 1 } });
  expect(cell('gem', 'dp')).toMatchObject({ worst: 0.002, totals: { pass: 1, fail: 1 } });
});

it('lists operations first, then poolings from the simplest on, then new ones, then edge cases', () => {
  expect([...cellsOf(rows).get('tfjs:cpu@node')!.keys()]).toEqual(['operation', 'gem', 'attention', 'edge']);
});

it('has no cells for a device that is unavailable', () => {
  expect(cellsOf(rows).has('tfjs:wasm@node')).toBe(false);
});

it('keeps only cases whose id holds the text', () => {
  expect(cell('gem', 'y', ' TIES ').rows.map((one) => one.case)).toEqual(['gem/p=3/ties']);
  expect(cellsOf(rows, 'no such case').size).toBe(0);
});

it('says with a sign what its colour says', () => {
  expect(cellLines(cell('gem', 'y'))).toEqual(['✓ 2', '0.25']);
  expect(cellLines(cell('operation', 'value'))).toEqual(['✓ 1', '0']);
  expect(cellLines(cell('gem', 'dp'))).toEqual(['✕ 1', 'of 2']);
  expect(cellLines(cell('gem', 'dx'))).toEqual(['△ 1', 'of 2']);
  expect(cellLines(cell('edge', 'y'))).toEqual(['– 1', 'of 1']);
});

it('says a cell in words', () => {
  expect(cellLabel(cell('gem', 'y'))).toBe('gem y on tfjs:cpu@node: 2 pass, worst error 0.25 of the bound');
  expect(cellLabel(cell('gem', 'dp'))).toBe(
    'gem dp on tfjs:cpu@node: 1 pass, 1 fail, worst error beyond the bound',
  );
});
