import { create, toBinary } from '@bufbuild/protobuf';
import type { Attributes, Kind } from '../../src/graph/value.ts';
import { GraphProtoSchema, ModelProtoSchema } from '../../src/proto/onnx.ts';
import { nodeProto, tensorProto, valueInfo } from '../messages.ts';
import rules from './rules.json' with { type: 'json' };

interface TensorData {
  readonly kind: Kind;
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

/** A graph, and its gradients by PyTorch; `tools/goldens` writes them. */
export interface RuleCase {
  readonly name: string;
  readonly opset: number;
  readonly nodes: readonly {
    readonly op: string;
    readonly domain: string;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly attributes: Readonly<Record<string, number | readonly number[] | string>>;
  }[];
  readonly constants: Readonly<Record<string, TensorData>>;
  readonly inputs: Readonly<Record<string, TensorData>>;
  readonly dy: TensorData;
  readonly y: TensorData;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

export const ruleCases: readonly RuleCase[] = rules.cases as unknown as readonly RuleCase[];

const floats = new Set(['alpha', 'beta', 'cubic_coeff_a', 'epsilon', 'scale']);

function attributes(given: RuleCase['nodes'][number]['attributes']): Attributes {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (typeof value === 'string') return [name, { text: value }];
      return [name, floats.has(name) ? { float: value as number } : value];
    }),
  );
}

/** The graph of a case as a model; its floats may be float64 instead. */
export function modelOfCase(
  { opset, nodes, constants, inputs, y }: RuleCase,
  float: 'float32' | 'float64' = 'float32',
): Uint8Array {
  const inType = (kind: Kind): Kind => (kind === 'float32' ? float : kind);
  const graph = create(GraphProtoSchema, {
    name: 'case',
    node: nodes.map((one, i) =>
      nodeProto(
        one.op,
        [...one.inputs],
        [...one.outputs],
        attributes(one.attributes),
        `node${i}`,
        one.domain,
      ),
    ),
    initializer: Object.entries(constants).map(([name, { kind, data, dims }]) =>
      tensorProto(name, inType(kind), data.map(Number), dims),
    ),
    input: Object.entries(inputs).map(([name, { kind, dims }]) =>
      valueInfo(name, { kind: inType(kind), dims }),
    ),
    output: [valueInfo('y', { kind: float, dims: y.dims })],
  });
  const opsetImport = [
    { domain: '', version: BigInt(opset) },
    { domain: 'com.microsoft', version: 1n },
  ];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph }));
}
