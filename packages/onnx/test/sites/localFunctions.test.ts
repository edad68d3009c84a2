import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { joinPieces } from '../../src/edit/joinPieces.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { lengthDelimited } from '../../src/edit/splice.ts';
import { writtenPoolings } from '../../src/edit/writtenPoolings.ts';
import {
  AttributeProtoSchema,
  attributeType,
  type FunctionProto,
  FunctionProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
} from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { eps, list, scalar } from './form.ts';

const domain = 'pkg.net';
const opset = (of: string, version: number) =>
  create(OperatorSetIdProtoSchema, { domain: of, version: BigInt(version) });

/** A node whose `axes` are those of the call. */
const withAxes = (one: ReturnType<typeof node>) =>
  create(NodeProtoSchema, {
    ...one,
    attribute: [
      ...one.attribute,
      create(AttributeProtoSchema, { name: 'axes', refAttrName: 'axes', type: attributeType.ints }),
    ],
  });

function fn(name: string, nodes: FunctionProto['node'], version = 17): FunctionProto {
  return create(FunctionProtoSchema, {
    name,
    domain,
    input: ['x', 'p'],
    output: ['out'],
    attribute: ['axes'],
    node: nodes,
    opsetImport: [opset('', version), opset(domain, 1)],
  });
}

/** GeM as a module: a function of tokens and p. */
const gem = (version?: number): FunctionProto =>
  fn(
    'GeM',
    [
      node('Constant', [], ['eps'], { value: eps }),
      node('Clip', ['x', 'eps'], ['c']),
      node('Pow', ['c', 'p'], ['d']),
      withAxes(node('ReduceMean', ['d'], ['m'], { keepdims: 0 })),
      node('Reciprocal', ['p'], ['r']),
      node('Pow', ['m', 'r'], ['out']),
    ],
    version,
  );
/** A module that only calls another. */
const head = fn('Head', [withAxes(node('GeM', ['x', 'p'], ['out'], {}, domain))]);

/** A part of a power mean: the root is taken outside of this function. */
const half = fn('Half', [
  node('Pow', ['x', 'p'], ['d']),
  withAxes(node('ReduceMean', ['d'], ['out'], { keepdims: 0 })),
]);

/** A graph of a map with calls of functions. */
function modelOf(functions: readonly FunctionProto[], nodes: readonly ReturnType<typeof node>[]): Uint8Array {
  const outputs = nodes.filter(({ output }) => output[0]!.startsWith('y'));
  const bytes = modelBytes({
    inputs: [info('x', ['n', 6, 3, 2])],
    outputs: outputs.map(({ output }) => info(output[0]!)),
    nodes: [node('Relu', ['x'], ['f']), ...nodes],
    initializers: [list('p', [3]), scalar('third', 1 / 3)],
  });
  return joinPieces([
    bytes,
    lengthDelimited(8, toBinary(OperatorSetIdProtoSchema, opset(domain, 1))),
    ...functions.map((one) => lengthDelimited(25, toBinary(FunctionProtoSchema, one))),
  ]);
}

const call = (name: string, output: string) => node(name, ['f', 'p'], [output], { axes: [2, 3] }, domain);
const x = numbers(2, 6, 3, 2);

// The values to compare with are those of the model with its functions in onnxruntime.
describe('a pooling in a function of the model', () => {
  const models: readonly (readonly [name: string, bytes: Uint8Array, words: readonly string[]])[] = [
    ['called once', modelOf([gem()], [call('GeM', 'y')]), ['GeM, p 3, eps 1e-6']],
    [
      'called twice',
      modelOf([gem()], [call('GeM', 'y'), call('GeM', 'y2')]),
      ['GeM, p 3, eps 1e-6', 'GeM, p 3, eps 1e-6'],
    ],
    ['called by another function', modelOf([gem(), head], [call('Head', 'y')]), ['GeM, p 3, eps 1e-6']],
    [
      'half of which lies outside',
      modelOf([half], [call('Half', 'm'), node('Pow', ['m', 'third'], ['y'])]),
      ['GeM, p 3, eps 0'],
    ],
  ];

  it.each(models)('is found and replaced as a whole: %s', async (_, bytes, words) => {
    const { poolings } = listCandidates(bytes);
    expect(poolings.map((one) => one.words)).toEqual(words);
    const before = await runModel(bytes, { x });
    const edited = replacePooling(bytes, poolings[0]!.spec!, { at: 'y' }).toBytes();
    const after = await runModel(edited, { x });
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [name, { data }] of Object.entries(before)) expectClose(after[name]!.data, data, 5e-6);
  });

  it('is read as a spec', () => {
    const [pooling] = writtenPoolings(models[0]![1]).poolings;
    expect([pooling?.output, pooling?.spec.type, pooling?.channels]).toEqual(['y', 'gem', 6]);
  });

  it('is named with the reason where the function cannot stand in the graph', () => {
    const bytes = modelOf([gem(18)], [call('GeM', 'y')]);
    expect(() => replacePooling(bytes, { type: 'max' }, { at: 'y' })).toThrow(
      '"y" is none (it is what the function "GeM" gives, whose inside is not looked at: it is written for operator set 18, another than the model\'s).',
    );
  });
});

describe('functions that call functions', () => {
  it('end, although each doubles what the one before does', () => {
    const calls = Array.from({ length: 40 }, (_, i) =>
      fn(`F${i}`, [
        node(`F${i + 1}`, ['x', 'p'], ['a'], {}, domain),
        node(`F${i + 1}`, ['a', 'p'], ['out'], {}, domain),
      ]),
    );
    const last = fn('F40', [node('Relu', ['x'], ['out'])]);
    const bytes = modelOf([...calls, last], [call('F0', 'y')]);
    expect(() => replacePooling(bytes, { type: 'max' }, { at: 'y' })).toThrow(
      'its calls come to more than 65536 nodes',
    );
  });

  it('end, although one calls itself', () => {
    const self = fn('Self', [node('Self', ['x', 'p'], ['out'], {}, domain)]);
    const bytes = modelOf([self], [call('Self', 'y')]);
    expect(() => replacePooling(bytes, { type: 'max' }, { at: 'y' })).toThrow('it calls functions too deep');
  });
});

describe('a model with functions and no pooling in them', () => {
  it('keeps its functions and their calls', () => {
    const relu = fn('Twice', [node('Add', ['x', 'x'], ['out'])]);
    const bytes = modelOf([relu], [call('Twice', 'm'), node('GlobalAveragePool', ['f'], ['y'])]);
    const { proto, graph } = readModel(replacePooling(bytes, { type: 'max' }).toBytes());
    expect(proto.functions.map(({ name }) => name)).toEqual(['Twice']);
    expect(graph.node.some(({ opType }) => opType === 'Twice')).toBe(true);
  });
});
