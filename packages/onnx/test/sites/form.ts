import type { NodeProto, TensorProto } from '../../src/proto/onnx.ts';
import { ints, node } from '../edit/models.ts';
import { tensorProto } from '../messages.ts';

/** One way in which a pooling is written: of `x` to `y`. */
export interface Form {
  readonly name: string;
  readonly nodes: readonly NodeProto[];
  readonly constants?: readonly TensorProto[];
  /** Default `[batch, 5, 6]`; with four axes a map, channels first. */
  readonly shape?: readonly (number | string)[];
  readonly opset?: number;
  /** What it is in words. */
  readonly words: string;
  /** The value that is pooled; default `x`. */
  readonly tokens?: string;
}

/** Constants and nodes that many forms share. */
export const scalar = (name: string, value: number): TensorProto => tensorProto(name, 'float32', [value], []);
export const list = (
  name: string,
  data: readonly number[],
  dims: readonly number[] = [data.length],
): TensorProto => tensorProto(name, 'float32', data, dims);

export const mean = (from: string, to: string): NodeProto =>
  node('ReduceMean', [from], [to], { axes: [1], keepdims: 0 });
export const sum = (from: string, to: string): NodeProto =>
  node('ReduceSum', [from, 'one'], [to], { keepdims: 0 });

export const eps: TensorProto = scalar('eps', 1e-6);
export const cube: TensorProto = scalar('p', 3);
export const third: TensorProto = scalar('ip', 1 / 3);
export const one: TensorProto = ints('one', [1]);
export const map: readonly (number | string)[] = ['n', 6, 3, 2];
