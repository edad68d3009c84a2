import type { Recorder } from './recorder.ts';
import type { Value } from './value.ts';

/**
 * Each vector divided by its Euclidean length, `[batch, 1, channels]`; a vector of zeros stays.
 *
 * Divided by its largest entry first: squares would leave the float type above 1e19 and below 1e-19.
 */
export function normalize({ constant, node }: Recorder, x: Value, opset: number): Value {
  const { kind, dims } = x;
  const one = { kind, dims: dims.with(2, 1) };
  const channels = constant('int64', [2], [1]);
  const size = node('Abs', [x], { kind, dims });
  const largest =
    opset >= 18
      ? node('ReduceMax', [size, channels], one, { keepdims: 1 })
      : node('ReduceMax', [size], one, { axes: [2], keepdims: 1 });
  const isZero = node('Equal', [largest, constant(kind, [0])], { ...one, kind: 'bool' });
  const scale = node('Where', [isZero, constant(kind, [1]), largest], one);
  const scaled = node('Div', [x, scale], { kind, dims });
  const squares = node('Mul', [scaled, scaled], { kind, dims });
  const length = node('Sqrt', [node('ReduceSum', [squares, channels], one, { keepdims: 1 })], one);
  // The largest entry is 1 by now, so the length is at least 1, but for a vector of zeros.
  const divisor = node('Where', [isZero, constant(kind, [1]), length], one);
  return node('Div', [scaled, divisor], { kind, dims });
}
