import { GgemError } from '@ggem/core';

/** Throws an error that says what to install where a runtime cannot be loaded. */
export function runtimeMissing(cause: unknown): never {
  throw new GgemError(
    'unavailable',
    'verify: onnxruntime-node must be installed to run a model, but it cannot be loaded. Run: npm install onnxruntime-node',
    { cause },
  );
}
