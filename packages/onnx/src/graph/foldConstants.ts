import { arrayOps, type FloatArray, type TensorOps } from '@ggem/core';
import type { ComputeType } from './onnxOps.ts';
import type { Recorder } from './recorder.ts';
import { known, type Value } from './value.ts';

/**
 * The same operations, computed at once in float64 where all arguments are known. So exponents that are spread over
 * channels, and values that follow from them, become one constant.
 */
export function foldConstants(
  ops: TensorOps<Value>,
  recorder: Recorder,
  compute: ComputeType,
): TensorOps<Value> {
  const fold = <A extends readonly unknown[]>(
    record: (...args: A) => Value,
    evaluate: (...args: never[]) => FloatArray,
    kind: 'bool' | ComputeType = compute,
  ) => {
    return (...args: A): Value => {
      const arrays = args.map((arg) => (isValue(arg) ? toArray(arg) : arg));
      if (!args.some(isValue) || arrays.includes(undefined)) return record(...args);
      const { shape, data } = evaluate(...(arrays as never[]));
      return recorder.constant(kind, Array.from(data), shape);
    };
  };
  return {
    ...ops,
    add: fold(ops.add, arrayOps.add),
    sub: fold(ops.sub, arrayOps.sub),
    mul: fold(ops.mul, arrayOps.mul),
    div: fold(ops.div, arrayOps.div),
    exp: fold(ops.exp, arrayOps.exp),
    log: fold(ops.log, arrayOps.log),
    clamp: fold(ops.clamp, arrayOps.clamp),
    less: fold(ops.less, arrayOps.less, 'bool'),
    equal: fold(ops.equal, arrayOps.equal, 'bool'),
    select: fold(ops.select, arrayOps.select),
    spread: fold(ops.spread, arrayOps.spread),
  };
}

function isValue(arg: unknown): arg is Value {
  return typeof arg === 'object' && arg !== null && 'source' in arg;
}

/** A known tensor of rank 3 as core's reference takes it; `undefined` where it is not known. */
function toArray(value: Value): FloatArray | undefined {
  const data = known(value);
  if (data === undefined || value.dims.length !== 3) return undefined;
  return { shape: value.dims as FloatArray['shape'], data: Float64Array.from(data) };
}
