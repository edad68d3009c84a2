import type { AttendSpec } from '@ggem/core';
import { ints, node, weights } from '../edit/models.ts';
import { type Form, list, one, scalar } from './form.ts';

const toColumn = node('Transpose', ['a'], ['at'], { perm: [0, 2, 1] });

/** Attention poolings whose scores are a query times the tokens themselves. */
export const attentionForms: readonly Form[] = [
  {
    name: 'a linear score of each token, Softmax, Mul, ReduceSum',
    nodes: [
      node('MatMul', ['x', 'w'], ['s']),
      node('Add', ['s', 'bias'], ['t']),
      node('Softmax', ['t'], ['a'], { axis: 1 }),
      node('Mul', ['x', 'a'], ['m']),
      node('ReduceSum', ['m', 'one'], ['y'], { keepdims: 0 }),
    ],
    constants: [weights('w', [6, 1]), scalar('bias', 0.3), one],
    words: 'attention, 1 head',
  },
  {
    name: 'a linear score of each token as a list, Softmax, MatMul',
    nodes: [
      node('MatMul', ['x', 'w'], ['s']),
      node('Softmax', ['s'], ['b'], { axis: 1 }),
      node('Unsqueeze', ['b', 'one'], ['a']),
      node('MatMul', ['a', 'x'], ['r']),
      node('Squeeze', ['r', 'one'], ['y']),
    ],
    constants: [weights('w', [6]), one],
    words: 'attention, 1 head',
  },
  {
    name: 'a query for all, times the turned tokens over the root of D, Softmax, MatMul',
    nodes: [
      node('Transpose', ['x'], ['k'], { perm: [0, 2, 1] }),
      node('MatMul', ['q', 'k'], ['s']),
      node('Div', ['s', 'root'], ['t']),
      node('Softmax', ['t'], ['a'], { axis: -1 }),
      node('MatMul', ['a', 'x'], ['r']),
      node('Squeeze', ['r', 'one'], ['y']),
    ],
    constants: [weights('q', [1, 1, 6]), scalar('root', Math.sqrt(6)), one],
    words: 'attention, 1 head',
  },
  {
    name: 'a query that is repeated for each image, before set 13',
    opset: 12,
    nodes: [
      node('Shape', ['x'], ['shape']),
      node('Gather', ['shape', 'zero'], ['n'], { axis: 0 }),
      node('Concat', ['n', 'rest'], ['wanted'], { axis: 0 }),
      node('Expand', ['q', 'wanted'], ['query']),
      node('Transpose', ['x'], ['k'], { perm: [0, 2, 1] }),
      node('MatMul', ['query', 'k'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: 2 }),
      node('MatMul', ['a', 'x'], ['r']),
      node('Squeeze', ['r'], ['y'], { axes: [1] }),
    ],
    constants: [weights('q', [1, 1, 6]), ints('zero', [0]), ints('rest', [1, 6])],
    words: 'attention, 1 head',
  },
  {
    name: 'a product and a sum over channels for each of 2 heads',
    nodes: [
      node('Reshape', ['x', 'split'], ['h']),
      node('Mul', ['h', 'q'], ['p']),
      node('ReduceSum', ['p', 'last'], ['s'], { keepdims: 1 }),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      node('Mul', ['a', 'h'], ['m']),
      node('ReduceSum', ['m', 'one'], ['r'], { keepdims: 0 }),
      node('Reshape', ['r', 'joined'], ['y']),
    ],
    constants: [
      ints('split', [0, 5, 2, 3]),
      weights('q', [2, 3]),
      ints('last', [3]),
      one,
      ints('joined', [0, 6]),
    ],
    words: 'attention, 2 heads',
  },
  {
    name: '3 heads of a query by products of matrices',
    nodes: [
      node('Reshape', ['x', 'split'], ['g']),
      node('Transpose', ['g'], ['h'], { perm: [0, 2, 1, 3] }),
      node('Transpose', ['g'], ['k'], { perm: [0, 2, 3, 1] }),
      node('MatMul', ['q', 'k'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: -1 }),
      node('MatMul', ['a', 'h'], ['r']),
      node('Transpose', ['r'], ['u'], { perm: [0, 2, 1, 3] }),
      node('Reshape', ['u', 'joined'], ['y']),
    ],
    constants: [ints('split', [0, 5, 3, 2]), weights('q', [1, 3, 1, 2]), ints('joined', [0, 6])],
    words: 'attention, 3 heads',
  },
  {
    name: 'a linear score of the patches, behind them',
    nodes: [
      node('Slice', ['x', 'one', 'end', 'one'], ['f']),
      node('MatMul', ['f', 'w'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      node('Transpose', ['f'], ['ft'], { perm: [0, 2, 1] }),
      node('MatMul', ['ft', 'a'], ['r']),
      node('Squeeze', ['r', 'two'], ['y']),
    ],
    constants: [weights('w', [6, 1]), one, ints('two', [2]), ints('end', [2 ** 40])],
    words: 'attention, 1 head after 1 token',
  },
];

const notItself =
  'its scores are neither learned queries times the tokens nor those of a gated network, which is all that a spec says';

/** Attention poolings of scores that a mean with `attend` says. */
export const attendedForms: readonly (Form & { readonly attend: AttendSpec })[] = [
  {
    name: 'gated by tanh and sigmoid',
    nodes: [
      node('MatMul', ['x', 'v'], ['b']),
      node('Tanh', ['b'], ['c']),
      node('MatMul', ['x', 'u'], ['d']),
      node('Sigmoid', ['d'], ['e']),
      node('Mul', ['c', 'e'], ['g']),
      node('MatMul', ['g', 'w'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      toColumn,
      node('MatMul', ['at', 'x'], ['r']),
      node('Squeeze', ['r', 'one'], ['y']),
    ],
    constants: [weights('v', [6, 4]), weights('u', [6, 4]), weights('w', [4, 1]), one],
    words: 'attention, 1 head',
    attend: { score: 'gated', hidden: 4, gate: true, value: null, trainable: true, groups: 1 },
  },
  {
    name: 'scores of 4 channels as a list, multiplied and summed',
    nodes: [
      node('MatMul', ['x', 'v'], ['b']),
      node('Tanh', ['b'], ['c']),
      node('MatMul', ['c', 'w'], ['s']),
      node('Softmax', ['s'], ['l'], { axis: 1 }),
      node('Unsqueeze', ['l', 'last'], ['a']),
      node('Mul', ['x', 'a'], ['m']),
      node('ReduceSum', ['m', 'one'], ['y'], { keepdims: 0 }),
    ],
    constants: [weights('v', [6, 4]), weights('w', [4]), ints('last', [2]), one],
    words: 'attention, 1 head',
    attend: { score: 'gated', hidden: 4, gate: false, value: null, trainable: true, groups: 1 },
  },
  {
    name: 'a softmax of each channel',
    nodes: [
      node('Mul', ['x', 'sharp'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      node('Mul', ['x', 'a'], ['m']),
      node('ReduceSum', ['m', 'one'], ['y'], { keepdims: 0 }),
    ],
    constants: [list('sharp', [2]), one],
    words: 'attention, 6 heads',
    attend: { score: 'query', over: 'all', value: null, trainable: true, groups: 6 },
  },
];

/** Attention poolings that no spec says. */
export const otherAttentions: readonly (Form & { readonly why: string })[] = [
  {
    name: 'scores of a network with a ReLU',
    nodes: [
      node('MatMul', ['x', 'v'], ['b']),
      node('Relu', ['b'], ['c']),
      node('MatMul', ['c', 'w'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      toColumn,
      node('MatMul', ['at', 'x'], ['r']),
      node('Squeeze', ['r', 'one'], ['y']),
    ],
    constants: [weights('v', [6, 4]), weights('w', [4, 1]), one],
    words: 'attention, 1 head',
    why: notItself,
  },
  {
    name: 'gated by a sigmoid of the tanh',
    nodes: [
      node('MatMul', ['x', 'v'], ['b']),
      node('Tanh', ['b'], ['c']),
      node('MatMul', ['c', 'u'], ['d']),
      node('Sigmoid', ['d'], ['e']),
      node('Mul', ['c', 'e'], ['g']),
      node('MatMul', ['g', 'w'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      toColumn,
      node('MatMul', ['at', 'x'], ['r']),
      node('Squeeze', ['r', 'one'], ['y']),
    ],
    constants: [weights('v', [6, 4]), weights('u', [4, 4]), weights('w', [4, 1]), one],
    words: 'attention, 1 head',
    why: notItself,
  },
  {
    name: '2 heads that lie in turns',
    nodes: [
      node('Reshape', ['x', 'split'], ['h']),
      node('Mul', ['h', 'q'], ['p']),
      node('ReduceSum', ['p', 'two'], ['s'], { keepdims: 1 }),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      node('Mul', ['a', 'h'], ['m']),
      node('ReduceSum', ['m', 'one'], ['r'], { keepdims: 0 }),
      node('Reshape', ['r', 'joined'], ['y']),
    ],
    constants: [
      ints('split', [0, 5, 3, 2]),
      weights('q', [3, 2]),
      ints('two', [2]),
      one,
      ints('joined', [0, 6]),
    ],
    words: 'attention, 2 heads',
    why: notItself,
  },
];
