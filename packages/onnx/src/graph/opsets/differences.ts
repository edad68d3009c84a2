import { attributeOf, withoutInputs } from './asAttributes.ts';
import { blockSums, writeBlockSums } from './blockSums.ts';
import { clip } from './clip.ts';
import type { Difference } from './difference.ts';
import { equal } from './equal.ts';
import { expand } from './expand.ts';
import { less } from './less.ts';
import { cumSum, range } from './positions.ts';
import { sliceByAttributes, sliceOfOpenAxis } from './slice.ts';
import { where } from './where.ts';

const axes: Difference['before'] = (node, { node: write }) =>
  node.inputs[1] === undefined ? undefined : withoutInputs(node, write, { axes: attributeOf(node, 1) });

/**
 * The operators of poolings that had another form in an older operator set, with their changes from the newest to the
 * oldest. All others have one form from set 7 on. Every form is exact: infinities and NaN give what they give in the newest
 * set. What cannot be written exactly is refused, with the set that it needs.
 */
export const differences: Readonly<Record<string, readonly Difference[]>> = {
  [blockSums]: [{ since: Number.POSITIVE_INFINITY, before: writeBlockSums }],
  ReduceMax: [{ since: 18, before: axes }],
  ReduceMin: [{ since: 18, before: axes }],
  ReduceSum: [{ since: 13, before: axes }],
  Squeeze: [{ since: 13, before: axes }],
  Unsqueeze: [{ since: 13, before: axes }],
  Clip: [{ since: 12, before: clip }],
  CumSum: [{ since: 11, before: cumSum }],
  Range: [{ since: 11, before: range }],
  Equal: [{ since: 11, before: equal }],
  Pad: [
    {
      since: 11,
      before: (node, { node: write }) => withoutInputs(node, write, { pads: attributeOf(node, 1) }),
    },
  ],
  Slice: [
    { since: 11, before: sliceOfOpenAxis },
    { since: 10, before: sliceByAttributes },
  ],
  NonZero: [{ since: 9, before: (_, { refuse }) => refuse(9) }],
  Where: [{ since: 9, before: where }],
  Less: [{ since: 9, before: less }],
  Expand: [{ since: 8, before: expand }],
};
