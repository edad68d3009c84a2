import { clone, create, toBinary } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import { joinPieces } from '../edit/joinPieces.ts';
import { lengthDelimited, type Splice, splice } from '../edit/splice.ts';
import {
  GraphProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { type OnnxModel, readModel } from '../read/readModel.ts';

/** A weight: row-major numbers and their shape. */
export interface Weight {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** What is changed in a model, by names. */
interface Changes {
  readonly tensors: ReadonlyMap<string, Weight>;
  /** The new last axis of outputs and other declared values. */
  readonly lastAxis: ReadonlyMap<string, number>;
}

const { field } = GraphProtoSchema;

/** The same file with other numbers in some of its tensors; all other bytes stay. */
export function setTensors(bytes: Uint8Array, { tensors, lastAxis }: Changes): Uint8Array {
  const model = readModel(bytes);
  const splices: (Splice & { readonly graph: object })[] = [];
  const put = (number: number, position: number, content: Uint8Array): void => {
    const { graph, start, end } = model.partFields.get(number)![position]!;
    splices.push({ graph, start, end, bytes: lengthDelimited(number, content) });
  };
  const left = new Set(tensors.keys());
  model.graph.initializer.forEach((tensor, position) => {
    const weight = tensors.get(tensor.name);
    if (weight === undefined) return;
    left.delete(tensor.name);
    put(field.initializer.number, position, toBinary(TensorProtoSchema, withNumbers(tensor, weight)));
  });
  const [missing] = left;
  if (missing !== undefined)
    throw new GgemError('value', `weights: names must be of the model, but ${quote(missing)} is none.`);
  for (const [number, infos] of [
    [field.output.number, model.graph.output],
    [field.valueInfo.number, model.graph.valueInfo],
  ] as const) {
    infos.forEach((info, position) => {
      const length = lastAxis.get(info.name);
      if (length !== undefined)
        put(number, position, toBinary(ValueInfoProtoSchema, withLastAxis(info, length)));
    });
  }
  return joinPieces(splice(bytes, { changed: inFields(model, splices), removed: [], appended: [] }));
}

function inFields(model: OnnxModel, splices: readonly (Splice & { readonly graph: object })[]) {
  return model.graphFields.map((graph) => ({
    field: graph,
    splices: splices.filter((one) => one.graph === graph).sort((a, b) => a.start - b.start),
  }));
}

/** A tensor with other numbers. Numbers in typed fields, which are unknown ones here, go with the old ones. */
function withNumbers(tensor: TensorProto, { data, dims }: Weight): TensorProto {
  const { buffer, byteOffset, byteLength } = data;
  return create(TensorProtoSchema, {
    name: tensor.name,
    dataType: tensor.dataType,
    dims: dims.map(BigInt),
    rawData: new Uint8Array(buffer, byteOffset, byteLength),
  });
}

function withLastAxis(info: ValueInfoProto, length: number): ValueInfoProto {
  const copy = clone(ValueInfoProtoSchema, info);
  if (copy.type?.value.case === 'tensorType') {
    const last = copy.type.value.value.shape?.dim.at(-1);
    if (last !== undefined) last.value = { case: 'dimValue', value: BigInt(length) };
  }
  return copy;
}
