import { GgemError, type ParameterValues } from '@ggem/core';
import { type GivenValues, parameterValues } from '../graph/givenValues.ts';
import { tensorBytes } from '../graph/tensorBytes.ts';
import { elementType } from '../graph/value.ts';
import type { ModelProto, TensorProto } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import type { NewFunction, NewTensor } from '../write/messages.ts';

/** Values of parameters by name: numbers, or, if they are many, the name of the constant of the model that holds them. */
export type RecordedValues = Readonly<
  Record<string, readonly (number | 'inf' | '-inf')[] | { readonly tensor: string }>
>;

/** Where a model keeps the constants of a pooling. */
export interface Constants {
  readonly initializers: readonly NewTensor[];
  readonly functions: readonly NewFunction[];
}

/** A record holds no longer list of numbers; the model has a constant with longer ones. */
const longest = 4096;

/** The values of a pooling as a record holds them. */
export function toRecord(values: GivenValues, { initializers, functions }: Constants): RecordedValues {
  const constants = [...initializers, ...functions.flatMap(constantsOf)];
  const recorded = Object.entries(parameterValues(values)).map(([name, list]) => {
    const tensor = list.length > longest ? constants.find((one) => holds(one, list)) : undefined;
    return [name, tensor === undefined ? list : { tensor: tensor.name }] as const;
  });
  return Object.fromEntries(recorded);
}

/** The values of a record, those from constants of the model too. */
export function fromRecord(values: RecordedValues, model: ModelProto): ParameterValues {
  const read = Object.entries(values).map(([name, value]) => {
    const list = 'tensor' in value ? numbersOf(constantNamed(model, value.tensor)) : value;
    return [name, list] as const;
  });
  return Object.fromEntries(read);
}

function constantNamed({ graph, functions }: ModelProto, name: string): TensorProto {
  const inGraph = graph?.initializer.find((one) => one.name === name);
  const holders = [...(graph === undefined ? [] : [graph]), ...functions];
  const found = inGraph ?? holders.flatMap(constantsOf).find((one) => one.name === name);
  if (found !== undefined && found.dataLocation === 0 && floats.includes(found.dataType)) return found;
  throw new GgemError(
    'value',
    `onnx: parameters of a pooling must lie in the constant ${quote(name)} of the model, but ${found === undefined ? 'it was removed' : 'it was moved or changed'}. Use the files that they came from.`,
  );
}

/** A graph or the body of a function, made or read. */
interface Body<T> {
  readonly node: readonly { readonly attribute: readonly { readonly t?: T | undefined }[] }[];
}

function constantsOf<T>({ node }: Body<T>): readonly T[] {
  return node.flatMap(({ attribute }) => attribute.flatMap(({ t }) => (t === undefined ? [] : [t])));
}

const floats: readonly number[] = [elementType.float32, elementType.float64];

function holds({ dataType: type, rawData }: NewTensor, list: readonly (number | 'inf' | '-inf')[]): boolean {
  if (!floats.includes(type)) return false;
  const bytes = tensorBytes(type === elementType.float32 ? 'float32' : 'float64', list.map(Number));
  return bytes.length === rawData.length && bytes.every((byte, i) => byte === rawData[i]);
}

function numbersOf({ dataType: type, rawData }: TensorProto): readonly number[] {
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const size = type === elementType.float32 ? 4 : 8;
  return Array.from({ length: rawData.length / size }, (_, i) =>
    size === 4 ? view.getFloat32(i * size, true) : view.getFloat64(i * size, true),
  );
}
