import type { PoolingGraph } from '../graph/assemble.ts';
import { defaultOpset } from '../shapes/constants.ts';
import { write } from '../write/fields.ts';
import { modelFields } from '../write/onnxFields.ts';

/** The version of the file format that came with each operator set, from 4 on: before, initializers had to be inputs. */
const irVersions: Readonly<Record<number, bigint>> = { 7: 4n, 8: 4n, 9: 4n, 10: 5n, 11: 6n, 12: 7n };

/** The version that came with operator set 17; it is used for newer operator sets too. */
const usual = 8n;

/** Below this version every initializer had to be a graph input. */
export const freeInitializers = 4n;

/** The bytes of a model that is one graph. */
export function modelOf(
  name: string,
  graph: PoolingGraph,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const opset = defaultOpset(graph.opsetImports);
  const irVersion = graph.functions.length > 0 ? usual : (irVersions[opset ?? 0] ?? usual);
  return write(modelFields, {
    irVersion,
    producerName: '@ggem/onnx',
    opsetImport: graph.opsetImports,
    functions: graph.functions,
    graph: {
      name,
      node: graph.nodes,
      initializer: graph.initializers,
      input: graph.inputs,
      output: graph.outputs,
    },
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}
