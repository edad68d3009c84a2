import { InferenceSession } from 'onnxruntime-node';
import { type Numbers, type Result, run } from '../../src/run/run.ts';

/** Runs a model in onnxruntime-node. */
export async function runModel(
  model: Uint8Array,
  inputs: Readonly<Record<string, Numbers>>,
): Promise<Readonly<Record<string, Result>>> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  try {
    return await run(session, inputs);
  } finally {
    await session.release();
  }
}

/** Numbers in -2..2, the same for the same shape. */
export function numbers(...shape: readonly number[]): { data: Float32Array; shape: readonly number[] } {
  const size = shape.reduce((a, b) => a * b, 1);
  return { data: Float32Array.from({ length: size }, (_, i) => 2 * Math.sin(i * i + 1)), shape };
}
