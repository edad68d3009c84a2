import { expect, it } from 'vitest';
import { Lanes } from '../../src/attend/lanes.ts';

const row = Float32Array.of(0, 1, 2, 3, 4, 5);

it.each([
  ['stay where groups are whole vectors', { groups: 1, channels: 6, interleaved: false }, [0, 1, 2, 3, 4, 5]],
  [
    'fill a group up to whole vectors',
    { groups: 2, channels: 6, interleaved: false },
    [0, 1, 2, -1, 3, 4, 5, -1],
  ],
  [
    'bring the channels of a group together',
    { groups: 2, channels: 6, interleaved: true },
    [0, 2, 4, -1, 1, 3, 5, -1],
  ],
] as const)('lanes %s', (_, layout, expected) => {
  const lanes = new Lanes(layout);
  const placed = new Float32Array(lanes.count);
  lanes.place(row, placed, -1);
  expect([...placed]).toEqual(expected);
  expect([...lanes.take(placed)]).toEqual([...row]);
  // A lane that fills up stands for a channel of its own group.
  const spread = lanes.spread(row);
  expected.forEach((value, lane) => {
    if (value >= 0) expect(spread[lane]).toBe(value);
    else expect(spread[lane]).toBe(spread[lane - 1]);
  });
});
