import { create, toBinary } from '@bufbuild/protobuf';
import { GraphProtoSchema, ModelProtoSchema } from '../proto/onnx.ts';
import type { PoolingGraph } from './poolingGraph.ts';

/** The version of the file format that came with operator set 17; newer operator sets may lie in it too. */
const irVersion = 8n;

/** The bytes of a model that is one graph. */
export function modelOf(
  name: string,
  graph: PoolingGraph,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: '@ggem/onnx',
    opsetImport: graph.opsetImports,
    functions: graph.functions,
    graph: create(GraphProtoSchema, {
      name,
      node: graph.nodes,
      initializer: graph.initializers,
      input: graph.inputs,
      output: graph.outputs,
    }),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return toBinary(ModelProtoSchema, model);
}
