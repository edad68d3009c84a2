import { fromBinary } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import { type GraphProto, type ModelProto, ModelProtoSchema } from '../proto/onnx.ts';
import { checkWire, WireFault } from './checkWire.ts';
import { type Field, fieldsIn } from './fields.ts';

/** A model that was read: its bytes, the decoded parts, and where these are in the file. */
export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly proto: ModelProto;
  readonly graph: GraphProto;
  /** The graph in the file: usually one field, but protobuf allows several. */
  readonly graphFields: readonly Field[];
  /** Where nodes, initializers and so on are in the file, by the number of their field in the graph, in order. */
  readonly partFields: ReadonlyMap<number, readonly PartField[]>;
}

/** Where a part of the graph is in the file. */
export interface PartField extends Field {
  readonly graph: Field;
}

/**
 * Reads a model without its weights: they stay bytes of the file, and weights in other files are not read.
 *
 * Throws a `GgemError` with code `format` for bytes that are no ONNX model.
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  refuseOtherFormats(bytes);
  let proto: ModelProto;
  try {
    checkWire(ModelProtoSchema, bytes);
    proto = fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw unreadable(bytes, error);
  }
  if (proto.graph === undefined) {
    throw wrong('it holds no graph', exporter);
  }
  const { number } = ModelProtoSchema.field.graph;
  const graphFields = fieldsIn(bytes, 0, bytes.length).filter((field) => field.number === number);
  const partFields = new Map<number, PartField[]>();
  for (const graph of graphFields) {
    for (const field of fieldsIn(bytes, graph.content, graph.end)) {
      const part = { ...field, graph };
      const known = partFields.get(field.number);
      if (known === undefined) partFields.set(field.number, [part]);
      else known.push(part);
    }
  }
  return { bytes, proto, graph: proto.graph, graphFields, partFields };
}

function unreadable(bytes: Uint8Array, error: unknown): GgemError {
  if (!(error instanceof WireFault)) {
    return wrong(`its messages cannot be read (${reason(error)})`, exporter);
  }
  const { kind, at, message } = error;
  if (kind === 'too much') return wrong(`it has ${message}`, exporter);
  // Exporters write ir_version first, a small number.
  const begins = bytes[0] === 8 && bytes[1]! > 0 && bytes[1]! < 64;
  if (!begins) return wrong(`it is something else (byte ${at}: ${message})`, exporter);
  return kind === 'cut off'
    ? wrong(`it ends in the middle, after ${bytes.length} bytes (${message})`, 'Download or copy it again.')
    : wrong(`it is damaged at byte ${at} (${message})`, 'Export or copy it again.');
}

const exporter = 'Give a file that an exporter to ONNX wrote.';

/** Throws for files that are often mistaken for the model. */
function refuseOtherFormats(bytes: Uint8Array): void {
  const starts = (text: string, at = 0): boolean =>
    bytes.length >= at + text.length && [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));
  const exported = 'Export it to ONNX first.';
  if (bytes.length === 0) throw wrong('the file is empty', 'Download or copy it again.');
  if (starts('version https://git-lfs'))
    throw wrong('it is a Git LFS pointer', 'Fetch the file with `git lfs pull`.');
  if (starts('PK\u0003\u0004')) throw wrong('it is a zip archive, as PyTorch and Keras write', exported);
  if (starts('ORTM', 4)) {
    throw wrong('it is in ORT format, which cannot be edited', 'Give the ONNX model it was made from.');
  }
  if (starts('TFL3', 4)) throw wrong('it is a TensorFlow Lite model', exported);
  if (starts('{"', 8)) throw wrong('it holds safetensors, weights without a graph', exported);
}

function wrong(what: string, fix: string): GgemError {
  return new GgemError('format', `onnx: model must be an ONNX file, but ${what}. ${fix}`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
