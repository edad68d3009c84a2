import { ints, node } from '../edit/models.ts';
import { type Form, one, scalar } from './form.ts';

const low = scalar('low', -1e9);
const largest = node('ReduceMax', ['f'], ['y'], { axes: [1], keepdims: 0 });
const asColumn = node('Unsqueeze', ['m', 'last'], ['c']);
const last = ints('last', [2]);

/** A maximum over the tokens that an int64 mask `m` keeps. */
export const maskedMaxima: readonly Pick<Form, 'name' | 'nodes' | 'constants'>[] = [
  {
    name: 'Where with the tokens, and a low number elsewhere',
    nodes: [
      asColumn,
      node('Cast', ['c'], ['b'], { to: 9 }),
      node('Where', ['b', 'x', 'low'], ['f']),
      largest,
    ],
    constants: [last, low],
  },
  {
    name: 'masked_fill: Where with a low number where the mask is 0',
    nodes: [asColumn, node('Equal', ['c', 'zero'], ['b']), node('Where', ['b', 'low', 'x'], ['f']), largest],
    constants: [last, low, ints('zero', [0], [])],
  },
  {
    name: '(1 - mask) · -10000 that is added',
    nodes: [
      node('Cast', ['m'], ['d'], { to: 1 }),
      node('Sub', ['unit', 'd'], ['e']),
      node('Mul', ['e', 'low'], ['p']),
      node('Unsqueeze', ['p', 'last'], ['c']),
      node('Add', ['x', 'c'], ['f']),
      largest,
    ],
    constants: [last, scalar('low', -1e4), scalar('unit', 1)],
  },
  {
    name: 'a choice of 0 and a low number that is added',
    nodes: [
      asColumn,
      node('Equal', ['c', 'zero'], ['b']),
      node('Where', ['b', 'low', 'nothing'], ['p']),
      node('Add', ['p', 'x'], ['f']),
      largest,
    ],
    constants: [last, low, scalar('nothing', 0), ints('zero', [0], [])],
  },
];

const over = [
  node('Mul', ['x', 'c'], ['f']),
  node('ReduceSum', ['f', 'one'], ['s'], { keepdims: 0 }),
  node('ReduceSum', ['c', 'one'], ['n'], { keepdims: 0 }),
  node('Div', ['s', 'n'], ['y']),
];

/** A sum of tokens times a mask or weights, over the sum of these. */
export const maskedMean: Pick<Form, 'nodes' | 'constants'> = {
  nodes: [asColumn, ...over],
  constants: [last, one],
};
export const maskedMeanOfIntegers: Pick<Form, 'nodes' | 'constants'> = {
  nodes: [node('Cast', ['m'], ['d'], { to: 1 }), node('Unsqueeze', ['d', 'last'], ['c']), ...over],
  constants: [last, one],
};
