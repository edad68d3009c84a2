import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { PoolingSpecInput } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { poolingGradientModel, poolingModel } from '../../src/index.ts';
import { ModelProtoSchema } from '../../src/proto/onnx.ts';
import { write } from '../../src/write/fields.ts';
import type {
  NewAttribute,
  NewFunction,
  NewGraph,
  NewModel,
  NewNode,
  NewTensor,
  NewValueInfo,
} from '../../src/write/messages.ts';
import { modelFields } from '../../src/write/onnxFields.ts';

/** Every field set, so that one which is added has to be added here too. */
type Whole<T> = Required<Omit<T, '$typeName'>>;

const tensor: Whole<NewTensor> = {
  dims: [0n, 128n, 2n ** 62n],
  dataType: 7,
  name: 'größe 🐑',
  rawData: Uint8Array.from([0, 127, 128, 255]),
};
const attribute: Omit<Whole<NewAttribute>, 'g'> = {
  name: '',
  f: Math.fround(-1.1),
  i: -1n,
  s: Uint8Array.from([195, 182]),
  t: tensor,
  ints: [0n, -1n, 127n, 128n, 2n ** 32n, 2n ** 63n - 1n, -(2n ** 63n)],
  type: 300,
};
const values: readonly Whole<NewValueInfo>[] = [
  { name: 'no shape', type: { value: { case: 'tensorType', value: { elemType: 1 } } } },
  {
    name: 'tokens',
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: 16,
          shape: {
            dim: [
              { value: { case: 'dimParam', value: 'batch' } },
              { value: { case: 'dimValue', value: -1n } },
              {},
            ],
          },
        },
      },
    },
  },
];
const node: Whole<NewNode> = {
  input: ['x', '', 'y'],
  output: ['z'],
  name: 'first',
  opType: 'If',
  attribute: [attribute, { name: 'then_branch', type: 5, g: { name: 'arm', node: [], output: [] } }],
  domain: 'ggem',
};
// Longer than 128 and than 16,384 bytes, where lengths take two and three.
const long = { ...node, name: 'n'.repeat(200), domain: 'd'.repeat(20_000) };
const graph: Whole<NewGraph> = {
  node: [node, long],
  name: 'main',
  initializer: [tensor, { ...tensor, rawData: new Uint8Array(0), dims: [] }],
  input: [...values],
  output: [...values],
};
const fn: Whole<NewFunction> = {
  name: 'mean',
  input: ['x'],
  output: ['y'],
  node: [node],
  docString: '{"type":"mean"}',
  opsetImport: [{ domain: '', version: 17n }],
  domain: 'ggem',
};
const model: Whole<NewModel> = {
  irVersion: 8n,
  producerName: '@ggem/onnx',
  graph,
  opsetImport: [
    { domain: '', version: 17n },
    { domain: 'ggem', version: 1n },
  ],
  metadataProps: [{ key: 'ggem', value: 'α' }],
  functions: [fn, fn],
};

describe('a model that was made', () => {
  it('has the bytes that protobuf writes', () => {
    const asMessage = create(ModelProtoSchema, model);
    expect(write(modelFields, model)).toEqual(toBinary(ModelProtoSchema, asMessage));
    expect(fromBinary(ModelProtoSchema, write(modelFields, model))).toEqual(asMessage);
  });

  it('leaves out what is not set', () => {
    const few = { irVersion: 4n, graph: { name: 'g', node: [], output: [] } };
    expect(write(modelFields, few)).toEqual(toBinary(ModelProtoSchema, create(ModelProtoSchema, few)));
    expect(write(modelFields, {})).toEqual(new Uint8Array(0));
  });

  it.each<[string, PoolingSpecInput, Partial<Parameters<typeof poolingModel>[1]>]>([
    ['mean', { type: 'mean' }, { mask: 'bool' }],
    ['power mean with an If', { type: 'ggem', groups: 2 }, { shortcut: true }],
    [
      'power mean with live exponents',
      { type: 'ggem', groups: 2 },
      { parameters: 'inputs', tokenWeights: true },
    ],
    ['power mean as a function', { type: 'gem' }, { form: 'function', poolingWeights: true }],
    ['of an old set', { type: 'max' }, { opset: 7 }],
    [
      'of the newest set',
      { type: 'concat', parts: [{ type: 'mean' }, { type: 'token', index: 'first' }] },
      { opset: 26 },
    ],
    ['ragged', { type: 'gem' }, { offsets: true }],
  ])('is written as it would be after reading it: %s', (_, spec, options) => {
    const { shortcut, poolingWeights, ...others } = options;
    const both = [
      poolingModel(spec, { channels: 8, ...options }),
      poolingGradientModel(spec, { channels: 8, ...others }),
    ];
    for (const bytes of both) {
      const again = toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes));
      expect(Buffer.compare(again, bytes)).toBe(0);
    }
  });
});
