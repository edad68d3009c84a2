import { GgemError } from '@ggem/core';
import type { Kind } from '../graph/value.ts';
import { dataType, type GraphProto, type NodeProto } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { type Info, showDims } from '../shapes/shape.ts';
import type { Fixed, GraphMath } from './graphMath.ts';
import type { Rule } from './rule.ts';

/** A graph that runs forward, and what is known of its values. */
export interface Forward {
  readonly graph: GraphProto;
  readonly opset: number;
  /** Positions of the nodes that compute the start value, in an order in which they can run. */
  readonly order: readonly number[];
  readonly infos: ReadonlyMap<string, Info>;
  /** Numbers that are known beforehand. */
  readonly known: (name: string) => readonly number[] | undefined;
  readonly ruleOf: (node: NodeProto) => Rule | undefined;
}

const kinds: ReadonlyMap<number, Kind> = new Map([
  [dataType.float32, 'float32'],
  [dataType.float64, 'float64'],
  [dataType.bool, 'bool'],
  [dataType.int64, 'int64'],
  [dataType.int32, 'int32'],
]);

/** A value of the graph as one to compute with. */
export function givenValue({ infos }: Pick<Forward, 'infos'>, math: GraphMath, name: string): Fixed {
  const { type, dims } = infos.get(name) ?? {};
  const kind = kinds.get(type ?? dataType.float32);
  if (kind === undefined) {
    throw new GgemError(
      'value',
      `gradient: values must be float32 or float64, but ${quote(name)} has element type ${type}. Convert the model to float32 first.`,
    );
  }
  if (dims === undefined || !dims.every((dim) => typeof dim === 'number')) {
    throw new GgemError(
      'shape',
      `gradient: the shape of every value must be known, but ${quote(name)} is ${showDims(dims)}. Give the shape of each input in shapes.`,
    );
  }
  return math.given(name, kind, dims);
}
