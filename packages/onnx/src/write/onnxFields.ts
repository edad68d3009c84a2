import { bytes, type Fields, float, int, list, message, oneOf, text } from './fields.ts';
import type {
  NewAttribute,
  NewDimension,
  NewEntry,
  NewFunction,
  NewGraph,
  NewModel,
  NewNode,
  NewOpsetImport,
  NewShape,
  NewTensor,
  NewTensorType,
  NewType,
  NewValueInfo,
} from './messages.ts';

/**
 * Numbers and kinds of the fields that a made model has. The whole format is in `src/proto`; a test holds these to it. With
 * them, a program that only makes models has no library for reading them.
 */
export const modelFields: Fields<NewModel> = {
  irVersion: int(1),
  producerName: text(2),
  graph: message(7, () => graphFields),
  opsetImport: list(message(8, () => opsetImportFields)),
  metadataProps: list(message(14, () => entryFields)),
  functions: list(message(25, () => functionFields)),
};

export const graphFields: Fields<NewGraph> = {
  node: list(message(1, () => nodeFields)),
  name: text(2),
  initializer: list(message(5, () => tensorFields)),
  input: list(message(11, () => valueInfoFields)),
  output: list(message(12, () => valueInfoFields)),
};

export const functionFields: Fields<NewFunction> = {
  name: text(1),
  input: list(text(4)),
  output: list(text(5)),
  node: list(message(7, () => nodeFields)),
  docString: text(8),
  opsetImport: list(message(9, () => opsetImportFields)),
  domain: text(10),
};

const nodeFields: Fields<NewNode> = {
  input: list(text(1)),
  output: list(text(2)),
  name: text(3),
  opType: text(4),
  attribute: list(message(5, () => attributeFields)),
  domain: text(7),
};

const attributeFields: Fields<NewAttribute> = {
  name: text(1),
  f: float(2),
  i: int(3),
  s: bytes(4),
  t: message(5, () => tensorFields),
  g: message(6, () => graphFields),
  ints: list(int(8)),
  type: int(20),
};

const tensorFields: Fields<NewTensor> = {
  dims: list(int(1)),
  dataType: int(2),
  name: text(8),
  rawData: bytes(9),
};

const valueInfoFields: Fields<NewValueInfo> = { name: text(1), type: message(2, () => typeFields) };

const typeFields: Fields<NewType> = { value: oneOf({ tensorType: message(1, () => tensorTypeFields) }) };

const tensorTypeFields: Fields<NewTensorType> = { elemType: int(1), shape: message(2, () => shapeFields) };

const shapeFields: Fields<NewShape> = { dim: list(message(1, () => dimensionFields)) };

const dimensionFields: Fields<NewDimension> = { value: oneOf({ dimValue: int(1), dimParam: text(2) }) };

const opsetImportFields: Fields<NewOpsetImport> = { domain: text(1), version: int(2) };

const entryFields: Fields<NewEntry> = { key: text(1), value: text(2) };
