import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import {
  AttributeProtoSchema,
  attributeType,
  type NodeProto,
  type TensorProto,
} from '../../src/proto/onnx.ts';
import { info, ints, modelBytes, node, weights } from '../edit/models.ts';
import { tensorProto } from '../messages.ts';

interface NoPooling {
  readonly name: string;
  readonly nodes: readonly NodeProto[];
  readonly constants?: readonly TensorProto[];
  readonly shape?: readonly (number | string)[];
}

const scalar = (name: string, value: number): TensorProto => tensorProto(name, 'float32', [value], []);
const kept = (op: string, from: string, to: string, axes: readonly number[] = [1]): NodeProto =>
  node(op, [from], [to], { axes: [...axes], keepdims: 1 });
const eps = scalar('eps', 1e-5);
const map = ['n', 6, 4, 4];

/** An If with one node in each arm. */
function choice(condition: string, output: string, ...arms: readonly (readonly string[])[]): NodeProto {
  const chosen = node('If', [condition], [output]);
  chosen.attribute = arms.map(([op, ...inputs], i) => {
    const own = `${output}${i}`;
    const graph = { name: own, node: [node(op!, inputs, [own])], output: [info(own, ['batch', 1, 6])] };
    return create(AttributeProtoSchema, {
      name: i === 0 ? 'then_branch' : 'else_branch',
      type: attributeType.graph,
      g: graph,
    });
  });
  return chosen;
}

/** Means over tokens that go back onto them. */
const all: readonly NoPooling[] = [
  {
    name: 'a mean that Neg and Add subtract',
    nodes: [kept('ReduceMean', 'x', 'm'), node('Neg', ['m'], ['k']), node('Add', ['x', 'k'], ['y'])],
  },
  {
    name: 'a variance by SquaredDifference written as Sub and Pow',
    nodes: [
      kept('ReduceMean', 'x', 'm'),
      node('Sub', ['x', 'm'], ['d']),
      node('Pow', ['d', 'two'], ['s']),
      kept('ReduceMean', 's', 'v'),
      node('Add', ['v', 'eps'], ['w']),
      node('Sqrt', ['w'], ['r']),
      node('Div', ['d', 'r'], ['y']),
    ],
    constants: [eps, scalar('two', 2)],
  },
  {
    name: "TensorFlow's batch normalisation: x r + (b - m r)",
    nodes: [
      kept('ReduceMean', 'x', 'm'),
      node('Sub', ['x', 'm'], ['d']),
      node('Mul', ['d', 'd'], ['s']),
      kept('ReduceMean', 's', 'v'),
      node('Add', ['v', 'eps'], ['w']),
      node('Sqrt', ['w'], ['q']),
      node('Reciprocal', ['q'], ['r']),
      node('Mul', ['x', 'r'], ['a']),
      node('Mul', ['m', 'r'], ['k']),
      node('Sub', ['b', 'k'], ['c']),
      node('Add', ['a', 'c'], ['y']),
    ],
    constants: [eps, scalar('b', 1)],
  },
  {
    name: 'a root of the mean of squares over tokens',
    nodes: [
      node('Mul', ['x', 'x'], ['s']),
      kept('ReduceMean', 's', 'v'),
      node('Sqrt', ['v'], ['r']),
      node('Div', ['x', 'r'], ['y']),
    ],
  },
  {
    name: 'an instance normalisation of a map',
    shape: map,
    nodes: [
      node('GlobalAveragePool', ['x'], ['m']),
      node('Sub', ['x', 'm'], ['d']),
      node('Mul', ['d', 'd'], ['s']),
      node('GlobalAveragePool', ['s'], ['v']),
      node('Sqrt', ['v'], ['r']),
      node('Div', ['d', 'r'], ['y']),
    ],
  },
  {
    name: 'a global response normalisation',
    shape: ['n', 4, 4, 6],
    nodes: [
      kept('ReduceL2', 'x', 'g', [1, 2]),
      kept('ReduceMean', 'g', 'm', [-1]),
      node('Add', ['m', 'eps'], ['e']),
      node('Div', ['g', 'e'], ['k']),
      node('Mul', ['x', 'k'], ['y']),
    ],
    constants: [eps],
  },
  {
    name: 'squeeze and excitation',
    shape: map,
    nodes: [
      node('GlobalAveragePool', ['x'], ['m']),
      node('Conv', ['m', 'w'], ['f']),
      node('Relu', ['f'], ['r']),
      node('Conv', ['r', 'w'], ['g']),
      node('Sigmoid', ['g'], ['s']),
      node('Mul', ['x', 's'], ['y']),
    ],
    constants: [weights('w', [6, 6, 1, 1])],
  },
  {
    name: 'squeeze and excitation whose gate is repeated along the map first',
    shape: map,
    nodes: [
      node('GlobalAveragePool', ['x'], ['m']),
      node('Sigmoid', ['m'], ['s']),
      node('Shape', ['x'], ['shape']),
      node('Expand', ['s', 'shape'], ['g']),
      node('Mul', ['x', 'g'], ['y']),
    ],
  },
  {
    name: 'a mean that is repeated and put beside each token',
    nodes: [
      kept('ReduceMean', 'x', 'm'),
      node('Shape', ['x'], ['shape']),
      node('Expand', ['m', 'shape'], ['g']),
      node('Concat', ['x', 'g'], ['y'], { axis: -1 }),
    ],
  },
  ...['Sqrt', 'Pow'].map((root) => ({
    name: `the inside of a mean of cubes under a ${root} that is not its own`,
    nodes: [
      node('Pow', ['x', 'three'], ['d']),
      node('ReduceMean', ['d'], ['m'], { axes: [1], keepdims: 0 }),
      node('Abs', ['m'], ['a']),
      node(root, root === 'Sqrt' ? ['a'] : ['a', 'half'], ['y']),
    ],
    constants: [scalar('three', 3), scalar('half', 0.5)],
  })),
  ...['variance', 'standard deviation'].map((what, i) => ({
    name: `a ${what}`,
    nodes: [
      kept('ReduceMean', 'x', 'm'),
      node('Sub', ['x', 'm'], ['d']),
      node('Mul', ['d', 'd'], ['s']),
      node('ReduceMean', ['s'], ['v'], { axes: [1], keepdims: 0 }),
      node(['Identity', 'Sqrt'][i]!, ['v'], ['y']),
    ],
  })),
  {
    name: 'a sum of patches over the number of all tokens',
    nodes: [
      node('Slice', ['x', 'one', 'end', 'one'], ['patches']),
      node('ReduceSum', ['patches', 'one'], ['s'], { keepdims: 0 }),
      node('Shape', ['x'], ['shape']),
      node('Gather', ['shape', 'one'], ['length'], { axis: 0 }),
      node('Cast', ['length'], ['n'], { to: 1 }),
      node('Div', ['s', 'n'], ['y']),
    ],
    constants: [ints('one', [1]), ints('end', [2 ** 40])],
    shape: ['batch', 'tokens', 6],
  },
  {
    name: 'a sum over twice the number of tokens, behind the If that torch writes for a squeeze',
    nodes: [
      node('ReduceSum', ['x', 'one'], ['s'], { keepdims: 1 }),
      node('Shape', ['x'], ['shape']),
      node('Gather', ['shape', 'one'], ['length'], { axis: 0 }),
      node('Cast', ['length'], ['n'], { to: 1 }),
      node('Add', ['n', 'n'], ['twice']),
      node('Equal', ['length', 'one'], ['are']),
      node('Squeeze', ['are', 'first'], ['is']),
      choice('is', 'v', ['Identity', 's'], ['Squeeze', 's', 'one']),
      node('Div', ['v', 'twice'], ['y']),
    ],
    constants: [ints('one', [1]), ints('first', [0])],
    shape: ['batch', 'tokens', 6],
  },
  {
    name: 'a sum of tokens that a gate of each token weighs',
    nodes: [
      node('ReduceMax', ['x'], ['m'], { axes: [2], keepdims: 1 }),
      node('Sigmoid', ['m'], ['g']),
      node('Mul', ['x', 'g'], ['w']),
      node('ReduceSum', ['w', 'one'], ['y'], { keepdims: 0 }),
    ],
    constants: [ints('one', [1])],
  },
  {
    name: 'a softmax over tokens, written out',
    nodes: [
      kept('ReduceMax', 'x', 'm'),
      node('Sub', ['x', 'm'], ['d']),
      node('Exp', ['d'], ['e']),
      node('ReduceSum', ['e', 'one'], ['s'], { keepdims: 1 }),
      node('Div', ['e', 's'], ['y']),
    ],
    constants: [ints('one', [1])],
  },
  {
    name: 'a token that is normalised alone, and put in front of the others again',
    nodes: [
      node('Slice', ['x', 'zero', 'first', 'first'], ['a']),
      node('Slice', ['x', 'first', 'end', 'first'], ['b']),
      node('Mul', ['a', 'eps'], ['c']),
      node('Concat', ['c', 'b'], ['y'], { axis: 1 }),
    ],
    constants: [eps, ints('zero', [0]), ints('first', [1]), ints('end', [2 ** 40])],
  },
  {
    name: 'the only entry of an axis of length 1',
    shape: ['batch', 1, 6],
    nodes: [node('Gather', ['x', 'i'], ['y'], { axis: 1 })],
    constants: [ints('i', [0], [])],
  },
];

describe('no pooling', () => {
  it.each(all)('is $name', ({ nodes, constants = [], shape = ['batch', 5, 6] }) => {
    const bytes = modelBytes({
      inputs: [info('x', shape)],
      outputs: [info('y')],
      nodes,
      initializers: constants,
    });
    expect(listCandidates(bytes).poolings).toEqual([]);
  });

  it('is found where a node has no inputs, as a damaged file may say', () => {
    const bytes = modelBytes({
      inputs: [info('x', ['batch', 5, 6])],
      outputs: [info('y')],
      nodes: [node('Add', [], ['y'])],
    });
    expect(listCandidates(bytes).poolings).toEqual([]);
  });
});
