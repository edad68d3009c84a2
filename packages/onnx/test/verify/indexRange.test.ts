import { describe, expect, it } from 'vitest';
import { inspectModel } from '../../src/edit/inspectModel.ts';
import { indexRange } from '../../src/verify/indexRange.ts';
import { info, ints, modelBytes, node, weights } from '../edit/models.ts';

/** How many whole numbers the input `ids` may have. */
function rangeOf(nodes: ReturnType<typeof node>[]): number {
  const bytes = modelBytes({
    inputs: ['ids', 'types'].map((name) => info(name, ['n', 't'], 'int64')),
    outputs: [info('y')],
    initializers: [
      weights('words', [20, 4]),
      weights('kinds', [4, 5]),
      ints('two', [2], []),
      ints('axis', [2]),
    ],
    nodes,
  });
  return indexRange(inspectModel(bytes), 'ids');
}

describe('the range of ids', () => {
  it.each([
    ['the rows of their table', [node('Gather', ['words', 'ids'], ['y'])], 20],
    ['along the axis of the lookup', [node('Gather', ['kinds', 'ids'], ['y'], { axis: 1 })], 5],
    [
      'through casts and clips',
      [
        node('Cast', ['ids'], ['a'], { to: 6 }),
        node('Clip', ['a'], ['b']),
        node('Unsqueeze', ['b', 'axis'], ['c']),
        node('Gather', ['words', 'c'], ['y']),
      ],
      20,
    ],
    [
      'less what is added, as positions have it',
      [node('Add', ['ids', 'two'], ['a']), node('Gather', ['words', 'a'], ['y'])],
      18,
    ],
    [
      'shared with what else is in the sum',
      [node('Add', ['ids', 'types'], ['a']), node('Gather', ['words', 'a'], ['y'])],
      10,
    ],
    [
      'the least of several tables',
      [node('Gather', ['words', 'ids'], ['y']), node('Gather', ['kinds', 'ids'], ['z'])],
      4,
    ],
    [
      'without end where nothing is looked up',
      [node('Cast', ['ids'], ['y'], { to: 1 })],
      Number.POSITIVE_INFINITY,
    ],
  ])('is %s', (_, nodes, range) => {
    expect(rangeOf(nodes)).toBe(range);
  });
});
