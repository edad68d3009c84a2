import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { dataType, type NodeProto, type TensorProto, TensorProtoSchema } from '../../src/proto/onnx.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, ints, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { cube, eps, list, mean, scalar, third } from './form.ts';

type Scale = 's' | 't' | 'u';
const quantise = (from: string, to: string, scale: Scale): NodeProto =>
  node('QuantizeLinear', [from, scale, 'z'], [to]);
const back = (from: string, to: string, scale: Scale): NodeProto =>
  node('DequantizeLinear', [from, scale, 'z'], [to]);
const zero = create(TensorProtoSchema, { name: 'z', dataType: dataType.int8, rawData: new Uint8Array(1) });
const unsigned = create(TensorProtoSchema, {
  name: 'zu',
  dataType: dataType.uint8,
  rawData: Uint8Array.of(128),
});
const constants = [scalar('s', 0.02), scalar('t', 0.04), scalar('u', 0.1), zero];
const largest = node('MaxPool', ['q'], ['m'], { kernel_shape: [3, 2] });

interface Quantised {
  readonly name: string;
  readonly nodes: readonly NodeProto[];
  readonly more?: readonly TensorProto[];
  readonly map?: boolean;
  readonly words: string;
  readonly tokens: string;
  /** The distance between neighbouring numbers after its own rounding. */
  readonly step: number;
}

/** Graphs as quantising tools write them: each operator stands between a step to whole numbers and a step back. */
const all: readonly Quantised[] = [
  {
    name: 'a mean between DequantizeLinear and QuantizeLinear',
    nodes: [
      quantise('x', 'q', 's'),
      back('q', 'f', 's'),
      mean('f', 'm'),
      quantise('m', 'w', 't'),
      back('w', 'y', 't'),
    ],
    words: 'mean',
    tokens: 'f',
    step: 0.04,
  },
  {
    name: 'a GlobalAveragePool between them',
    nodes: [
      ...[quantise('x', 'q', 's'), back('q', 'f', 's'), node('GlobalAveragePool', ['f'], ['m'])],
      ...[quantise('m', 'w', 't'), back('w', 'v', 't'), node('Flatten', ['v'], ['y'])],
    ],
    map: true,
    words: 'mean',
    tokens: 'f',
    step: 0.04,
  },
  {
    name: 'the first token between them',
    nodes: [
      ...[quantise('x', 'q', 's'), back('q', 'f', 's'), node('Gather', ['f', 'i'], ['m'], { axis: 1 })],
      ...[quantise('m', 'w', 't'), back('w', 'y', 't')],
    ],
    more: [ints('i', [0], [])],
    words: 'token 0',
    tokens: 'f',
    step: 0.04,
  },
  {
    name: 'the first token, chosen of whole numbers',
    nodes: [quantise('x', 'q', 's'), node('Gather', ['q', 'i'], ['m'], { axis: 1 }), back('m', 'y', 's')],
    more: [ints('i', [0], [])],
    words: 'token 0',
    tokens: 'q',
    step: 0.02,
  },
  {
    name: 'the largest of a map of signed whole numbers',
    nodes: [quantise('x', 'q', 's'), largest, node('Flatten', ['m'], ['w']), back('w', 'y', 's')],
    map: true,
    words: 'max',
    tokens: 'q',
    step: 0.02,
  },
  {
    name: 'the largest of a map of unsigned whole numbers',
    nodes: [
      ...[node('QuantizeLinear', ['x', 's', 'zu'], ['q']), largest, node('Flatten', ['m'], ['w'])],
      node('DequantizeLinear', ['w', 's', 'zu'], ['y']),
    ],
    more: [unsigned],
    map: true,
    words: 'max',
    tokens: 'q',
    step: 0.02,
  },
  {
    name: 'half of mean and maximum, each between such steps',
    nodes: [
      ...[quantise('x', 'q', 's'), back('q', 'f', 's')],
      ...[node('GlobalAveragePool', ['f'], ['a']), quantise('a', 'qa', 's'), back('qa', 'fa', 's')],
      ...[node('GlobalMaxPool', ['f'], ['b']), quantise('b', 'qb', 's'), back('qb', 'fb', 's')],
      ...[node('Add', ['fa', 'fb'], ['c']), node('Mul', ['c', 'half'], ['d']), node('Flatten', ['d'], ['y'])],
    ],
    more: [scalar('half', 0.5)],
    map: true,
    words: 'mix of 0.5 mean and 0.5 max',
    tokens: 'f',
    step: 0.02,
  },
  {
    name: 'GeM with such steps around each of its nodes',
    nodes: [
      ...[quantise('x', 'q', 's'), back('q', 'f', 's'), node('Clip', ['f', 'eps'], ['c'])],
      ...[node('Pow', ['c', 'p'], ['d']), quantise('d', 'qd', 'u'), back('qd', 'fd', 'u'), mean('fd', 'm')],
      ...[quantise('m', 'qm', 'u'), back('qm', 'fm', 'u'), node('Pow', ['fm', 'ip'], ['y'])],
    ],
    more: [eps, cube, third],
    words: 'GeM, p 3, eps 1e-6',
    tokens: 'f',
    // Cubes and their mean have an error of half a step of 0.1 each, and the slope of the root is a third at 1.
    step: 0.1,
  },
  {
    name: 'an average of whole numbers, by an operator of onnxruntime',
    nodes: [
      quantise('x', 'q', 's'),
      node('QLinearGlobalAveragePool', ['q', 's', 'z', 't', 'z'], ['w'], {}, 'com.microsoft'),
      ...[back('w', 'v', 't'), node('Flatten', ['v'], ['y'])],
    ],
    map: true,
    words: 'mean',
    tokens: 'q',
    step: 0.04,
  },
];

function modelOf({ nodes, more = [], map = false }: Pick<Quantised, 'nodes' | 'more' | 'map'>): Uint8Array {
  return modelBytes({
    inputs: [info('x', map ? ['n', 6, 3, 2] : ['n', 5, 6])],
    outputs: [info('y')],
    nodes,
    initializers: [...constants, ...more],
  });
}

// The values to compare with are those of the quantised graph in onnxruntime.
describe('a pooling of a quantised model', () => {
  it.each(all)('is found as a whole, and replaced: $name', async (one) => {
    const bytes = modelOf(one);
    const { poolings } = listCandidates(bytes);
    expect(poolings.map(({ words, tokens }) => [words, tokens])).toEqual([[one.words, one.tokens]]);
    const x = one.map === true ? numbers(2, 6, 3, 2) : numbers(2, 5, 6);
    const before = (await runModel(bytes, { x })).y!;
    const after = (await runModel(replacePooling(bytes, poolings[0]!.spec!).toBytes(), { x })).y!;
    expect(after.shape).toEqual(before.shape);
    const largest = Math.max(...Array.from(before.data, Math.abs));
    expectClose(after.data, before.data, (1.01 * one.step) / largest);
  });

  it('is made of the whole numbers with their scale, where another takes its place', async () => {
    const one = all.find(({ name }) => name.includes('unsigned'))!;
    const edited = replacePooling(modelOf(one), { type: 'mean' }).toBytes();
    const x = numbers(2, 6, 3, 2);
    const { y } = await runModel(edited, { x });
    const means = Array.from({ length: 12 }, (_, i) => {
      const row = x.data.slice(6 * i, 6 * i + 6);
      return row.reduce((sum, value) => sum + value, 0) / 6;
    });
    expectClose(y!.data, means, 0.02 / Math.max(...means.map(Math.abs)));
  });

  it.each([
    {
      name: 'whole numbers have a scale for each channel',
      nodes: [
        node('QuantizeLinear', ['x', 'each'], ['q'], { axis: 2 }),
        node('Gather', ['q', 'i'], ['m'], { axis: 1 }),
        node('DequantizeLinear', ['m', 'each'], ['y'], { axis: 1 }),
      ],
      at: 'm',
      why: 'token of "q" chooses whole numbers, and nothing tells the one scale that they have',
    },
    {
      name: 'an operator of onnxruntime is not read',
      nodes: [
        quantise('x', 'q', 's'),
        node(
          'QLinearReduceMean',
          ['q', 's', 'z', 't', 'z'],
          ['m'],
          { axes: [1], keepdims: 0 },
          'com.microsoft',
        ),
        back('m', 'y', 't'),
      ],
      at: 'm',
      why: 'QLinearReduceMean of onnxruntime pools quantised numbers there, and is not read; quantise the float model with QuantFormat.QDQ',
    },
  ])('is none, with the reason, where $name', ({ nodes, at, why }) => {
    const each = list('each', [0.02, 0.03, 0.02, 0.03, 0.02, 0.03]);
    const bytes = modelOf({ nodes, more: [each, ints('i', [0], [])] });
    expect(listCandidates(bytes).poolings).toEqual([]);
    for (const options of [{}, { at }]) {
      expect(() => replacePooling(bytes, { type: 'max' }, options)).toThrow(why);
    }
  });

  it('is none where a mean goes back onto the tokens', () => {
    const nodes = [
      ...[
        quantise('x', 'q', 's'),
        back('q', 'f', 's'),
        node('ReduceMean', ['f'], ['m'], { axes: [1], keepdims: 1 }),
      ],
      ...[quantise('m', 'w', 't'), back('w', 'v', 't'), node('Sub', ['f', 'v'], ['y'])],
    ];
    expect(listCandidates(modelOf({ nodes })).poolings).toEqual([]);
  });
});
