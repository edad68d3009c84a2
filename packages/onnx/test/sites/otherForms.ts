import { ints, node } from '../edit/models.ts';
import { cube, type Form, map, mean, one, scalar, sum, third } from './form.ts';

/** What else is a pooling. */
export const otherForms: readonly Form[] = [
  {
    name: 'the root of the mean of squares',
    nodes: [node('Mul', ['x', 'x'], ['s']), mean('s', 'm'), node('Sqrt', ['m'], ['y'])],
    words: 'GeM, p 2',
  },
  {
    name: 'ReduceL2 over the root of n',
    nodes: [node('ReduceL2', ['x'], ['s'], { axes: [1], keepdims: 0 }), node('Div', ['s', 'n'], ['y'])],
    constants: [scalar('n', Math.sqrt(5))],
    words: 'GeM, p 2',
  },
  {
    name: 'ReduceL2 alone, of a known number of tokens',
    nodes: [node('ReduceL2', ['x'], ['y'], { axes: [1], keepdims: 0 })],
    words: 'norm, p 2',
  },
  {
    name: 'absolute values cubed',
    nodes: [
      node('Abs', ['x'], ['a']),
      node('Pow', ['a', 'p'], ['d']),
      mean('d', 'e'),
      node('Pow', ['e', 'ip'], ['y']),
    ],
    constants: [cube, third],
    words: 'GeM, p 3, absolute',
  },
  {
    name: 'the harmonic mean, by Reciprocal',
    nodes: [
      node('Clip', ['x', 'low'], ['c']),
      node('Reciprocal', ['c'], ['d']),
      mean('d', 'e'),
      node('Reciprocal', ['e'], ['y']),
    ],
    constants: [scalar('low', 0.5)],
    words: 'GeM, p -1, eps 0.5',
  },
  {
    name: 'the geometric mean',
    nodes: [
      node('Clip', ['x', 'eps'], ['c']),
      node('Log', ['c'], ['l']),
      mean('l', 'm'),
      node('Exp', ['m'], ['y']),
    ],
    constants: [scalar('eps', 0.25)],
    words: 'GeM, p 0, eps 0.25',
  },
  {
    name: 'log-mean-exp with r',
    nodes: [
      node('Mul', ['x', 'r'], ['s']),
      node('Exp', ['s'], ['e']),
      mean('e', 'm'),
      node('Log', ['m'], ['l']),
      node('Div', ['l', 'r'], ['y']),
    ],
    constants: [scalar('r', 2.5)],
    words: 'log-mean-exp, r 2.5',
  },
  {
    name: 'ReduceLogSumExp without ln n',
    nodes: [
      node('ReduceLogSumExp', ['x'], ['l'], { axes: [1], keepdims: 0 }),
      node('Sub', ['l', 'n'], ['y']),
    ],
    constants: [scalar('n', Math.log(5))],
    words: 'log-mean-exp, r 1',
  },
  {
    name: 'ReduceLogSumExp without the logarithm of the length of a Shape',
    shape: ['batch', 'tokens', 6],
    nodes: [
      node('ReduceLogSumExp', ['x'], ['l'], { axes: [1], keepdims: 0 }),
      node('Shape', ['x'], ['shape']),
      node('Slice', ['shape', 'one', 'two'], ['length']),
      node('Squeeze', ['length', 'zero'], ['scalar']),
      node('Cast', ['scalar'], ['n'], { to: 1 }),
      node('Log', ['n'], ['ln']),
      node('Sub', ['l', 'ln'], ['y']),
    ],
    constants: [one, ints('two', [2]), ints('zero', [0])],
    words: 'log-mean-exp, r 1',
  },
  {
    name: 'a sum over n by Mul',
    nodes: [sum('x', 's'), node('Mul', ['s', 'n'], ['y'])],
    constants: [one, scalar('n', 0.2)],
    words: 'mean',
  },
  {
    name: 'a sum over the root of n',
    nodes: [sum('x', 's'), node('Div', ['s', 'n'], ['y'])],
    constants: [one, scalar('n', Math.sqrt(5))],
    words: 'sum over √n',
  },
  { name: 'a sum of a known number of tokens', nodes: [sum('x', 'y')], constants: [one], words: 'sum' },
  {
    name: 'an AveragePool that is padded, and counts the map alone',
    shape: map,
    nodes: [
      node('AveragePool', ['x'], ['a'], { kernel_shape: [5, 4], pads: [1, 1, 1, 1] }),
      node('Flatten', ['a'], ['y']),
    ],
    words: 'mean',
  },
  {
    name: 'a minimum',
    nodes: [node('ReduceMin', ['x'], ['y'], { axes: [1], keepdims: 0 })],
    words: 'min',
  },
  {
    name: 'half of mean and maximum',
    nodes: [
      mean('x', 'a'),
      node('ReduceMax', ['x'], ['b'], { axes: [1], keepdims: 0 }),
      node('Add', ['a', 'b'], ['s']),
      node('Mul', ['s', 'half'], ['y']),
    ],
    constants: [scalar('half', 0.5)],
    words: 'mix of 0.5 mean and 0.5 max',
  },
  {
    name: 'half of mean and half of maximum of a map',
    shape: map,
    nodes: [
      node('GlobalAveragePool', ['x'], ['a']),
      node('GlobalMaxPool', ['x'], ['b']),
      node('Mul', ['a', 'half'], ['c']),
      node('Mul', ['half', 'b'], ['d']),
      node('Add', ['c', 'd'], ['e']),
      node('Flatten', ['e'], ['y']),
    ],
    constants: [scalar('half', 0.5)],
    words: 'mix of 0.5 mean and 0.5 max',
  },
  {
    name: 'mean beside maximum',
    shape: map,
    nodes: [
      node('GlobalAveragePool', ['x'], ['a']),
      node('GlobalMaxPool', ['x'], ['b']),
      node('Concat', ['a', 'b'], ['c'], { axis: 1 }),
      node('Flatten', ['c'], ['y']),
    ],
    words: 'mean beside max',
  },
  {
    name: 'the class token beside the mean of the others',
    nodes: [
      node('Gather', ['x', 'i'], ['a'], { axis: 1 }),
      node('Slice', ['x', 'from', 'to', 'from'], ['patches']),
      mean('patches', 'b'),
      node('Concat', ['a', 'b'], ['y'], { axis: -1 }),
    ],
    constants: [ints('i', [0], []), ints('from', [1]), ints('to', [2 ** 40])],
    words: 'token 0 beside mean after 1 token',
  },
];
