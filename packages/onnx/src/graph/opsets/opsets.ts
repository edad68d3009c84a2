import { GgemError } from '@ggem/core';

/** Versions of the default operator set that the graphs are written in and tested with. */
export const opsets = { oldest: 7, usual: 17, newest: 26 } as const;

/** The first operator set in which a Constant node may hold other numbers than floats. */
export const constantsOfAnyType = 9;

/** Throws a `GgemError` with code `value` for a version of the operator set in which no graph can be written. */
export function checkOpset(opset: number): void {
  if (Number.isInteger(opset) && opset >= opsets.oldest && opset <= opsets.newest) return;
  throw new GgemError(
    'value',
    `onnx: opset must be a whole number from ${opsets.oldest} to ${opsets.newest}, but ${opset} came. Convert the model, or choose one in between.`,
  );
}

/** The error for a pooling that needs a newer operator set. */
export function needsOpset(opset: number, needed: number, what: string): GgemError {
  return new GgemError(
    'value',
    `onnx: opset must be ${needed} or newer for ${what}, but ${opset} came. Convert the model with convert_version of Python's onnx.version_converter.`,
  );
}
