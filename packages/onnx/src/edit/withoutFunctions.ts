import { toBinary } from '@bufbuild/protobuf';
import { functionDomain } from '../graph/assemble.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
} from '../proto/onnx.ts';
import { fieldsIn } from '../read/fields.ts';
import { inlineFunctions } from '../read/inlineFunctions.ts';
import { type OnnxModel, readModel } from '../read/readModel.ts';
import { isDefault } from '../shapes/constants.ts';
import { graphNames } from './graphNames.ts';
import { joinPieces } from './joinPieces.ts';
import { lengthDelimited, type Splice, splice } from './splice.ts';

const { node: nodeField } = GraphProtoSchema.field;
const { opsetImport: importField, functions: functionField } = ModelProtoSchema.field;

/** A model without calls of its functions; and, for calls that stay, the reasons, by the names of their outputs. */
export interface WithoutFunctions {
  readonly model: OnnxModel;
  readonly refused: ReadonlyMap<string, string>;
}

/**
 * The same model with the nodes of its functions in the place of the calls, so that a pooling in a function is part of the
 * graph; `undefined` if it calls none. Functions of poolings that were built in stay.
 */
export function withoutFunctions(model: OnnxModel): WithoutFunctions | undefined {
  const { proto, graph, bytes } = model;
  if (proto.functions.length === 0) return undefined;
  const { taken } = graphNames(graph);
  const { nodes, refused } = inlineFunctions(
    proto,
    (name) => taken.has(name),
    (domain) => domain === functionDomain,
  );
  if (nodes.size + refused.size === 0) return undefined;
  const parts = model.partFields.get(nodeField.number) ?? [];
  const changed = model.graphFields.map((graphField) => ({
    field: graphField,
    splices: [...nodes].flatMap(([position, body]): readonly Splice[] => {
      const { graph: home, start, end } = parts[position]!;
      if (home !== graphField) return [];
      const pieces = body.map((node) => lengthDelimited(nodeField.number, toBinary(NodeProtoSchema, node)));
      return [{ start, end, bytes: joinPieces(pieces) }];
    }),
  }));
  // Functions that nothing calls any more are removed. A function of a call that stays may call others.
  const functions = fieldsIn(bytes, 0, bytes.length).filter(({ number }) => number === functionField.number);
  const removed =
    refused.size > 0 ? [] : functions.filter((_, i) => proto.functions[i]!.domain !== functionDomain);
  const known = new Set(proto.opsetImport.map(({ domain }) => domain));
  const imports = new Map(
    proto.functions
      .flatMap(({ opsetImport }) => opsetImport)
      .filter(({ domain }) => !known.has(domain) && !isDefault(domain))
      .map((one) => [one.domain, one]),
  );
  const appended = [...imports.values()].map((one) =>
    lengthDelimited(importField.number, toBinary(OperatorSetIdProtoSchema, one)),
  );
  return {
    model: readModel(joinPieces(splice(bytes, { changed, removed, appended }))),
    refused: new Map(
      [...refused].flatMap(([position, why]) => {
        const { opType, output } = graph.node[position]!;
        const text = `it is what the function ${JSON.stringify(opType)} gives, whose inside is not looked at: ${why}`;
        return output.map((name) => [name, text] as const);
      }),
    ),
  };
}
