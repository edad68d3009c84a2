/** ONNX messages of protobuf-es; `create(NodeProtoSchema, { opType: 'Add' })` makes one. */
export {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
} from './generated/graph_pb.ts';
export {
  type FunctionProto,
  FunctionProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
} from './generated/model_pb.ts';
export {
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type TypeProto,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/tensor_pb.ts';

/** `AttributeProto.type`: which field holds the value. */
export const attributeType = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  graphs: 10,
} as const;

/** `TensorProto.data_type` and `elem_type`, by the names that error messages use. */
export const dataType = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
} as const;

/** Name of an element type. */
export type DataTypeName = keyof typeof dataType;

/** The name of an element type, from its number in the file; `type 99` for a number without a name. */
export function dataTypeName(type: number): DataTypeName | `type ${number}` {
  const found = Object.entries(dataType).find(([, value]) => value === type);
  return found === undefined ? `type ${type}` : (found[0] as DataTypeName);
}
