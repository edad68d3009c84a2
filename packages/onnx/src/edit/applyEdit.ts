import { constantNode, tensorInfo } from '../graph/emit.ts';
import { constantsOfAnyType } from '../graph/opsets/opsets.ts';
import { freeInitializers } from '../model/modelOf.ts';
import { GraphProtoSchema, ModelProtoSchema } from '../proto/onnx.ts';
import { type Field, fieldsIn } from '../read/fields.ts';
import type { OnnxModel } from '../read/readModel.ts';
import { defaultOpset, isDefault } from '../shapes/constants.ts';
import { write } from '../write/fields.ts';
import type { NewFunction, NewNode, NewOpsetImport, NewTensor, NewValueInfo } from '../write/messages.ts';
import { graphFields, modelFields } from '../write/onnxFields.ts';
import { type Splice, splice } from './splice.ts';

/** The changes of a model. */
export interface Edit {
  readonly nodes: readonly NewNode[];
  /** The node before which the new ones are put; `undefined` puts them at the end. */
  readonly before?: number | undefined;
  readonly initializers: readonly NewTensor[];
  readonly inputs: readonly NewValueInfo[];
  readonly outputs: readonly NewValueInfo[];
  readonly functions: readonly NewFunction[];
  readonly opsetImports: readonly NewOpsetImport[];
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
  const nodes = write(graphFields, { node: [...constants, ...edit.nodes] });
  const declarations = write(graphFields, {
    initializer: [...initializers],
    input: [...edit.inputs, ...asInputs],
    output: [...edit.outputs],
  });

  const last = model.graphFields.at(-1)!;
  const splices = new Map<Field, Splice[]>(model.graphFields.map((field) => [field, []]));
  const insert = (graph: Field, at: number, bytes: Uint8Array): void => {
    splices.get(graph)!.push({ start: at, end: at, bytes });
  };
  const place = edit.before === undefined ? undefined : part(model, 'node', edit.before);
  insert(place?.graph ?? last, place?.start ?? last.end, nodes);
  insert(last, last.end, declarations);
  const { remove } = edit;
  const gone = [
    ...(remove?.nodes ?? []).map((position) => part(model, 'node', position)),
    ...(remove?.initializers ?? []).map((position) => part(model, 'initializer', position)),
    ...(remove?.valueInfos ?? []).map((position) => part(model, 'valueInfo', position)),
  ];
  for (const { graph, start, end } of gone) {
    splices.get(graph)!.push({ start, end, bytes: new Uint8Array() });
  }
  return splice(model.bytes, {
    changed: model.graphFields.map((field) => ({ field, splices: splices.get(field)! })),
    removed: outdated(model, edit),
    appended: [appended(model, edit)],
  });
}

/** Entries of the metadata that new ones replace. */
function outdated({ bytes, proto }: OnnxModel, { metadata }: Edit): readonly Field[] {
  const wanted = ModelProtoSchema.field.metadataProps.number;
  const entries = fieldsIn(bytes, 0, bytes.length).filter(({ number }) => number === wanted);
  return entries.filter((_, position) => Object.hasOwn(metadata, proto.metadataProps[position]!.key));
}

/** New fields of the model beside the graph. */
function appended({ proto }: OnnxModel, edit: Edit): Uint8Array {
  const imported = (domain: string) =>
    proto.opsetImport.some(
      (known) => known.domain === domain || (isDefault(known.domain) && isDefault(domain)),
    );
  const defined = ({ domain, name }: NewFunction) =>
    proto.functions.some((known) => known.domain === domain && known.name === name);
  return write(modelFields, {
    opsetImport: edit.opsetImports.filter(({ domain }) => !imported(domain)),
    metadataProps: Object.entries(edit.metadata).map(([key, value]) => ({ key, value })),
    functions: edit.functions.filter((one) => !defined(one)),
  });
}

function part(model: OnnxModel, name: 'node' | 'initializer' | 'valueInfo', position: number) {
  return model.partFields.get(GraphProtoSchema.field[name].number)![position]!;
}
