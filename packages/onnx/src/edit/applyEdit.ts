import { create, toBinary } from '@bufbuild/protobuf';
import { constantNode, tensorInfo } from '../graph/emit.ts';
import { constantsOfAnyType } from '../graph/opsets/opsets.ts';
import { freeInitializers } from '../model/modelOf.ts';
import {
  type FunctionProto,
  FunctionProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type OperatorSetIdProto,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../proto/onnx.ts';
import { type Field, fieldsIn } from '../read/fields.ts';
import type { OnnxModel } from '../read/readModel.ts';
import { defaultOpset, isDefault } from '../shapes/constants.ts';
import { lengthDelimited, type Splice, splice } from './splice.ts';

/** Numbers of the fields that an edit touches. */
const graphField = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
const modelField = { opsetImport: 8, metadata: 14, function: 25 } as const;

/** The changes of a model. */
export interface Edit {
  readonly nodes: readonly NodeProto[];
  /** The node before which the new ones are put; `undefined` puts them at the end. */
  readonly before?: number | undefined;
  readonly initializers: readonly TensorProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  readonly functions: readonly FunctionProto[];
  readonly opsetImports: readonly OperatorSetIdProto[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly remove?: Removal | undefined;
}

/** Positions of the parts to remove. */
export interface Removal {
  readonly nodes: readonly number[];
  readonly initializers: readonly number[];
  readonly valueInfos: readonly number[];
}

/** The edited model, as pieces of the old file with new bytes between them. Nothing else differs. */
export function applyEdit(model: OnnxModel, edit: Edit): readonly Uint8Array[] {
  const isOld = model.proto.irVersion < freeInitializers;
  const asNodes = isOld && (defaultOpset(model.proto.opsetImport) ?? 0) >= constantsOfAnyType;
  const constants = asNodes ? edit.initializers.map(constantNode) : [];
  const initializers = asNodes ? [] : edit.initializers;
  const asInputs = isOld ? initializers.map(tensorInfo) : [];
  const nodes = [...constants, ...edit.nodes].map((node) =>
    lengthDelimited(graphField.node, toBinary(NodeProtoSchema, node)),
  );
  const values = (number: number, infos: readonly ValueInfoProto[]) =>
    infos.map((info) => lengthDelimited(number, toBinary(ValueInfoProtoSchema, info)));
  const declarations = [
    ...initializers.map((tensor) =>
      lengthDelimited(graphField.initializer, toBinary(TensorProtoSchema, tensor)),
    ),
    ...values(graphField.input, [...edit.inputs, ...asInputs]),
    ...values(graphField.output, edit.outputs),
  ];

  const last = model.graphFields.at(-1)!;
  const splices = new Map<Field, Splice[]>(model.graphFields.map((field) => [field, []]));
  const insert = (graph: Field, at: number, pieces: readonly Uint8Array[]): void => {
    for (const bytes of pieces) splices.get(graph)!.push({ start: at, end: at, bytes });
  };
  const place = edit.before === undefined ? undefined : part(model, graphField.node, edit.before);
  insert(place?.graph ?? last, place?.start ?? last.end, nodes);
  insert(last, last.end, declarations);
  const { remove } = edit;
  const gone = [
    ...(remove?.nodes ?? []).map((position) => part(model, graphField.node, position)),
    ...(remove?.initializers ?? []).map((position) => part(model, graphField.initializer, position)),
    ...(remove?.valueInfos ?? []).map((position) => part(model, graphField.valueInfo, position)),
  ];
  for (const { graph, start, end } of gone) {
    splices.get(graph)!.push({ start, end, bytes: new Uint8Array() });
  }
  return splice(model.bytes, {
    changed: model.graphFields.map((field) => ({ field, splices: splices.get(field)! })),
    removed: outdated(model, edit),
    appended: appended(model, edit),
  });
}

/** Entries of the metadata that new ones replace. */
function outdated({ bytes, proto }: OnnxModel, { metadata }: Edit): readonly Field[] {
  const entries = fieldsIn(bytes, 0, bytes.length).filter(({ number }) => number === modelField.metadata);
  return entries.filter((_, position) => Object.hasOwn(metadata, proto.metadataProps[position]!.key));
}

/** New fields of the model beside the graph. */
function appended({ proto }: OnnxModel, edit: Edit): readonly Uint8Array[] {
  const imported = (domain: string) =>
    proto.opsetImport.some(
      (known) => known.domain === domain || (isDefault(known.domain) && isDefault(domain)),
    );
  const defined = ({ domain, name }: FunctionProto) =>
    proto.functions.some((known) => known.domain === domain && known.name === name);
  return [
    ...edit.opsetImports
      .filter(({ domain }) => !imported(domain))
      .map((one) => lengthDelimited(modelField.opsetImport, toBinary(OperatorSetIdProtoSchema, one))),
    ...Object.entries(edit.metadata).map(([key, value]) => {
      const entry = create(StringStringEntryProtoSchema, { key, value });
      return lengthDelimited(modelField.metadata, toBinary(StringStringEntryProtoSchema, entry));
    }),
    ...edit.functions
      .filter((one) => !defined(one))
      .map((one) => lengthDelimited(modelField.function, toBinary(FunctionProtoSchema, one))),
  ];
}

function part(model: OnnxModel, number: number, position: number) {
  return model.partFields.get(number)![position]!;
}
