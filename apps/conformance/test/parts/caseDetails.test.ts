import { type Case, loadCases, makeInputs, type PoolingCase } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { beforeAll, expect, it } from 'vitest';
import { inputTables } from '../../src/matrix/caseInputs.ts';
import { readMessage } from '../../src/matrix/differences.ts';
import { runDevice } from '../../src/run/runDevice.ts';
import { expectations, harness } from '../support/brokenHarness.ts';
import { row } from '../support/rows.ts';

let cases: readonly Case[];
const byId = (id: string): Case => cases.find((one) => one.id === id)!;

beforeAll(async () => {
  cases = await loadCases(readData);
});

it('reads index, values and bound off what the suite reports', async () => {
  const only = ['mean/normal/3x7x1', 'operation/sum/one-token'];
  const { rows } = await runDevice({ harness, expectations: [] }, 'twice', 'node', { cases, only });
  const [operation, mean] = rows.map(readMessage);
  expect(operation!.differences).toMatchObject([
    { property: 'value', index: '[0, 0, 0]', position: [0, 0, 0] },
  ]);
  expect(mean!.differences.map(({ property }) => property)).toContain('y');
  for (const { expected, got, error, bound } of mean!.differences) {
    expect(Math.abs(Number(got) - Number(expected))).toBeCloseTo(Number(error), 2);
    expect(Number(bound)).toBeLessThan(1e-12);
  }
  expect(mean!.notes).toEqual([]);
  expect(expectations.length).toBeGreaterThan(0);
});

it.each([
  [
    'gem/a: y[0, 3]: expected NaN, but 1 came.',
    { property: 'y', index: '[0, 3]', error: undefined, bound: undefined },
  ],
  [
    'gem/a: dx[1, 2, 3]: expected 0, but 5e-324 came (the value must be exact).',
    { property: 'dx', bound: undefined },
  ],
  [
    'gem/a: w: sum over tokens [0, 1]: expected 1, but 1.5 came (off by 0.500, bound 1e-7).',
    { property: 'w', index: 'sum over tokens [0, 1]', position: [0, 1], error: '0.500', bound: '1e-7' },
  ],
  ['gem/a: dp[2]: expected -3, but Infinity came.', { property: 'dp', position: [2], got: 'Infinity' }],
])('understands %s', (message, difference) => {
  const { differences } = readMessage(row('x:y@z', 'gem/a', { y: 'fail' }, message));
  expect(differences).toMatchObject([difference]);
});

it('keeps what is no difference as a note, without the id', () => {
  const message = 'gem/a: the device threw: out of memory\nA reason with a link: https://example.org/1';
  expect(readMessage(row('x:y@z', 'gem/a', { y: 'fail' }, message))).toEqual({
    differences: [],
    notes: ['the device threw: out of memory', 'A reason with a link: https://example.org/1'],
  });
});

it('shows the tokens of the image and channel that differ, as the case made them', () => {
  const one = byId('gem/p=0/positive/3x7x5/mask=one/weights=wide/litter-dropped') as PoolingCase;
  const { x, mask, tokenWeights, dy } = makeInputs(one);
  const [tokens, channels] = inputTables(one, [2, 1, 4]);
  expect(tokens).toMatchObject({
    title: 'Tokens of image 2, channel 4',
    head: ['token', 'x', 'mask', 'weight'],
  });
  expect(tokens!.rows.length).toBe(7);
  const numbers = tokens!.rows[3]!.map(Number);
  expect(numbers[0]).toBe(3);
  expect(Math.fround(numbers[1]!)).toEqual(x[(2 * 7 + 3) * 5 + 4]);
  expect(numbers[2]).toBe(mask![2 * 7 + 3]);
  expect(numbers[3]).toBe(tokenWeights![2 * 7 + 3]);
  expect(channels!.rows.map(([, , upstream]) => Math.fround(Number(upstream)))).toEqual([
    ...dy.slice(10, 15),
  ]);
});

it('shows a window of long inputs, around the position', () => {
  const one = cases.find(({ id }) => id.includes('1x4097x4')) as PoolingCase;
  const [tokens] = inputTables(one, [0, 4000, 1]);
  expect(tokens!.rows.length).toBe(200);
  expect(tokens!.left).toBe(3897);
  expect(tokens!.rows.map(([token]) => Number(token))).toContain(4000);
});

it('shows the arguments and the result of an operation', () => {
  const tables = inputTables(byId('operation/sum/one-token'), undefined);
  expect(tables.map(({ title }) => title)).toEqual([
    expect.stringMatching(/^Argument 1, shape \[/),
    expect.stringMatching(/^Expected, shape \[/),
  ]);
});

it('shows the channels of the output where they are not those of the tokens, and parameters that no spec holds', () => {
  const one = byId('after/mean/after=l2-whiten3t-l2/normal/3x7x6') as PoolingCase;
  const { dy, required } = makeInputs(one);
  const [tokens, channels, mean, matrix] = inputTables(one, [1, 2]);
  expect(tokens!.title).toBe('Tokens of image 1, channel 2');
  expect(channels!.rows.map((cells) => Number(cells[2]))).toEqual(
    [...dy.slice(3, 6)].map((value) => expect.closeTo(value, 8)),
  );
  expect([mean!.title, matrix!.title]).toEqual(['Parameter after.1.mean', 'Parameter after.1.matrix']);
  expect(matrix!.rows).toHaveLength(18);
  expect(Number(matrix!.rows[17]![1])).toBeCloseTo(required['after.1.matrix']![17]!, 8);
  const wide = byId('concat/mean+max+gem,p=3+lse,r=2/normal/3x7x6');
  expect(inputTables(wide, [0, 13])[0]!.title).toBe('Tokens of image 0, channel 1');
});

it('shows the tokens of one image of a ragged batch, and those of an image channel by channel', () => {
  const ragged = byId('ragged/mean/prefix=2/normal/5+0+3+9x6/litter-prefix') as PoolingCase;
  const [tokens, channels] = inputTables(ragged, [3, 8, 4]);
  expect(tokens!.title).toBe('Tokens of image 3, channel 4');
  const { x } = makeInputs(ragged);
  expect(tokens!.rows.map(([, value]) => Math.fround(Number(value)))).toEqual(
    [8, 9, 10, 11, 12, 13, 14, 15, 16].map((token) => x[token * 6 + 4]),
  );
  expect(channels!.rows.length).toBe(6);
  // Without a position: the first image that has tokens.
  const late = byId(
    'ragged/mean/positive/0+6+1+9+0x6/mask=half/weights=fractions/litter-dropped',
  ) as PoolingCase;
  expect(inputTables(late, undefined)[0]!.title).toBe('Tokens of image 1, channel 0');

  const image = byId('layout/batch-channels-height-width/regional/normal/2x3x4x5') as PoolingCase;
  const laid = makeInputs(image).x;
  expect(inputTables(image, [1, 0, 2])[0]!.rows.map(([, value]) => Math.fround(Number(value)))).toEqual([
    ...laid.slice((5 + 2) * 12, (5 + 3) * 12),
  ]);
});
