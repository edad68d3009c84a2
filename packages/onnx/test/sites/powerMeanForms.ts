import type { NodeProto } from '../../src/proto/onnx.ts';
import { ints, node } from '../edit/models.ts';
import { tensorProto } from '../messages.ts';
import { cube, eps, type Form, list, map, mean, one, scalar, sum, third } from './form.ts';

const before = {
  clip: node('Clip', ['x', 'eps'], ['c']),
  max: node('Max', ['x', 'eps'], ['c']),
  maxTurned: node('Max', ['eps', 'x'], ['c']),
};

/** GeM with p = 3 and eps = 1e-6, as exporters and people write it. */
export const gemForms: readonly Form[] = [
  ...Object.entries(before).map(([name, first]) => ({
    name: `${name}, Pow, ReduceMean, Pow`,
    nodes: [first, node('Pow', ['c', 'p'], ['d']), mean('d', 'e'), node('Pow', ['e', 'ip'], ['y'])],
    constants: [eps, cube, third],
  })),
  {
    name: 'Relu and eps, Pow, ReduceMean, Pow',
    nodes: [
      node('Relu', ['x'], ['r']),
      node('Add', ['r', 'eps'], ['c']),
      node('Pow', ['c', 'p'], ['d']),
      mean('d', 'e'),
      node('Pow', ['e', 'ip'], ['y']),
    ],
    constants: [eps, cube, third],
  },
  {
    name: 'Clip, Exp of p Log, ReduceMean, Exp of Log over p',
    nodes: [
      before.clip,
      node('Log', ['c'], ['l']),
      node('Mul', ['l', 'p'], ['m']),
      node('Exp', ['m'], ['d']),
      mean('d', 'e'),
      node('Log', ['e'], ['f']),
      node('Div', ['f', 'p'], ['g']),
      node('Exp', ['g'], ['y']),
    ],
    constants: [eps, cube],
  },
  {
    name: 'Clip, two Mul, ReduceSum over n, Pow',
    nodes: [
      before.clip,
      node('Mul', ['c', 'c'], ['s']),
      node('Mul', ['s', 'c'], ['d']),
      sum('d', 'e'),
      node('Div', ['e', 'n'], ['f']),
      node('Pow', ['f', 'ip'], ['y']),
    ],
    constants: [eps, third, one, scalar('n', 5)],
  },
  {
    name: 'Clip, Pow, ReduceSum over the length of a Shape, Pow of Reciprocal',
    shape: ['batch', 'tokens', 6],
    nodes: [
      before.clip,
      node('Pow', ['c', 'p'], ['d']),
      sum('d', 'e'),
      node('Shape', ['x'], ['shape']),
      node('Gather', ['shape', 'i'], ['length'], { axis: 0 }),
      node('Cast', ['length'], ['n'], { to: 1 }),
      node('Div', ['e', 'n'], ['f']),
      node('Reciprocal', ['p'], ['ip']),
      node('Pow', ['f', 'ip'], ['y']),
    ],
    constants: [eps, cube, one, ints('i', [1], [])],
  },
  {
    name: 'Clip, Pow, GlobalAveragePool, Pow of Div',
    shape: map,
    nodes: [
      before.clip,
      node('Pow', ['c', 'p'], ['d']),
      node('GlobalAveragePool', ['d'], ['e']),
      node('Div', ['unit', 'p'], ['ip']),
      node('Pow', ['e', 'ip'], ['f']),
      node('Flatten', ['f'], ['y']),
    ],
    constants: [eps, list('p', [3]), scalar('unit', 1)],
  },
  {
    name: 'Clip, Pow, AveragePool as large as the map, Pow',
    shape: map,
    nodes: [
      before.clip,
      node('Pow', ['c', 'p'], ['d']),
      node('AveragePool', ['d'], ['e'], { kernel_shape: [3, 2] }),
      node('Pow', ['e', 'ip'], ['f']),
      node('Flatten', ['f'], ['y']),
    ],
    constants: [eps, cube, third],
  },
  {
    name: 'Clip, Pow, a Pad by nothing and AveragePool, as torch 1 writes avg_pool2d, Pow',
    shape: map,
    nodes: [
      before.clip,
      node('Pow', ['c', 'p'], ['d']),
      node('Pad', ['d', 'pads'], ['q']),
      node('AveragePool', ['q'], ['e'], { kernel_shape: [3, 2] }),
      node('Pow', ['e', 'ip'], ['f']),
      node('Flatten', ['f'], ['y']),
    ],
    constants: [eps, cube, third, ints('pads', [0, 0, 0, 0, 0, 0, 0, 0])],
  },
  {
    name: 'Clip, Pow, means of one axis after the other, Pow',
    shape: map,
    nodes: [
      before.clip,
      node('Pow', ['c', 'p'], ['d']),
      node('ReduceMean', ['d'], ['e'], { axes: [-1], keepdims: 0 }),
      node('ReduceMean', ['e'], ['f'], { axes: [-1], keepdims: 0 }),
      node('Pow', ['f', 'ip'], ['y']),
    ],
    constants: [eps, cube, third],
  },
  {
    name: 'constants behind Identity and Cast, bounds as attributes',
    opset: 17,
    nodes: [
      node('Constant', [], ['k'], { value: tensorProto('', 'int64', [3], []) }),
      node('Cast', ['k'], ['k2'], { to: 1 }),
      node('Identity', ['k2'], ['p']),
      node('Constant', [], ['eps'], { value: scalar('', 1e-6) }),
      before.clip,
      node('Pow', ['c', 'p'], ['d']),
      mean('d', 'e'),
      node('Reciprocal', ['p'], ['ip']),
      node('Pow', ['e', 'ip'], ['y']),
    ],
  },
].map((form) => ({ ...form, words: 'GeM, p 3, eps 1e-6' }));

const group = (i: number, p: number): readonly NodeProto[] => [
  node('Clip', [`x${i}`, 'eps'], [`c${i}`]),
  node('Pow', [`c${i}`, `p${p}`], [`d${i}`]),
  mean(`d${i}`, `e${i}`),
  node('Reciprocal', [`p${p}`], [`r${i}`]),
  node('Pow', [`e${i}`, `r${i}`], [`f${i}`]),
];

/** GGeM with p = 2, 3 and 4 over 6 channels. */
export const ggemForms: readonly Form[] = [
  {
    name: 'groups by Split, one Pow a group, Concat',
    opset: 13,
    nodes: [
      node('Split', ['x', 'sizes'], ['x0', 'x1', 'x2'], { axis: 2 }),
      ...group(0, 2),
      ...group(1, 3),
      ...group(2, 4),
      node('Concat', ['f0', 'f1', 'f2'], ['y'], { axis: 1 }),
    ],
    constants: [eps, ints('sizes', [2, 2, 2]), scalar('p2', 2), scalar('p3', 3), scalar('p4', 4)],
  },
  {
    name: 'groups by Slice, Concat on the last axis',
    nodes: [
      node('Slice', ['x', 'a0', 'a2', 'two'], ['x0']),
      node('Slice', ['x', 'a2', 'a4', 'two'], ['x1']),
      node('Slice', ['x', 'a4', 'a9', 'two'], ['x2']),
      ...group(0, 2),
      ...group(1, 3),
      ...group(2, 4),
      node('Concat', ['f0', 'f1', 'f2'], ['y'], { axis: -1 }),
    ],
    constants: [
      ...[eps, ints('a0', [0]), ints('a2', [2]), ints('a4', [4]), ints('a9', [2 ** 40]), ints('two', [2])],
      ...[scalar('p2', 2), scalar('p3', 3), scalar('p4', 4)],
    ],
  },
  ...[
    { name: 'groups as an axis of their own, one p each', tokens: 0 },
    {
      name: 'groups as an axis of their own, where the number of tokens is open',
      tokens: -1,
      shape: ['batch', 'tokens', 6],
    },
  ].map(({ tokens, ...form }) => ({
    ...form,
    nodes: [
      node('Clip', ['x', 'eps'], ['c']),
      node('Reshape', ['c', 'split'], ['g']),
      node('Pow', ['g', 'p'], ['d']),
      mean('d', 'e'),
      node('Reciprocal', ['p'], ['r']),
      node('Pow', ['e', 'r'], ['f']),
      node('Reshape', ['f', 'joined'], ['y']),
    ],
    constants: [
      ...[eps, ints('split', [0, tokens, 3, 2]), ints('joined', [0, 6])],
      list('p', [2, 3, 4], [3, 1]),
    ],
  })),
  {
    name: 'one p a channel, as torch writes repeat_interleave: Split, Where, Expand, Concat',
    opset: 13,
    nodes: [
      node('Split', ['groups', 'ones'], ['g0', 'g1', 'g2'], { axis: 0 }),
      node('Equal', ['two', 'minus'], ['isOpen']),
      node('Where', ['isOpen', 'minus', 'two'], ['length']),
      ...[0, 1, 2].map((i) => node('Expand', [`g${i}`, 'length'], [`h${i}`])),
      node('Concat', ['h0', 'h1', 'h2'], ['p'], { axis: 0 }),
      node('Clip', ['x', 'eps'], ['c']),
      node('Pow', ['c', 'p'], ['d']),
      mean('d', 'e'),
      node('Reciprocal', ['p'], ['r']),
      node('Pow', ['e', 'r'], ['y']),
    ],
    constants: [
      ...[eps, list('groups', [2, 3, 4]), ints('ones', [1, 1, 1]), ints('two', [2]), ints('minus', [-1])],
    ],
  },
  {
    name: 'one p a channel, by Exp and Log',
    nodes: [
      node('Clip', ['x', 'eps'], ['c']),
      node('Log', ['c'], ['l']),
      node('Mul', ['p', 'l'], ['m']),
      node('Exp', ['m'], ['d']),
      mean('d', 'e'),
      node('Log', ['e'], ['f']),
      node('Div', ['f', 'p'], ['g']),
      node('Exp', ['g'], ['y']),
    ],
    constants: [eps, list('p', [2, 2, 3, 3, 4, 4])],
  },
  {
    name: 'one p a channel of a map, repeated by Tile and Expand',
    shape: map,
    nodes: [
      node('Tile', ['groups', 'times'], ['t']),
      node('Reshape', ['t', 'column'], ['p']),
      node('Clip', ['x', 'eps'], ['c']),
      node('Pow', ['c', 'p'], ['d']),
      node('ReduceMean', ['d'], ['e'], { axes: [2, 3], keepdims: 1 }),
      node('Reciprocal', ['p'], ['r']),
      node('Pow', ['e', 'r'], ['f']),
      node('Flatten', ['f'], ['y']),
    ],
    constants: [
      ...[eps, list('groups', [2, 3, 4], [3, 1]), ints('times', [1, 2]), ints('column', [-1, 1, 1])],
    ],
  },
].map((form) => ({ ...form, words: 'GGeM, p 2, 3, 4, eps 1e-6' }));
