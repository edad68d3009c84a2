import type { Inspected } from '../edit/inspectModel.ts';
import { type DataTypeName, dataType, dataTypeName } from '../proto/onnx.ts';

/** The float type's own precision, with room for sums over many tokens. */
const allowed: Partial<Record<DataTypeName, number>> = { float16: 2e-3, float32: 1e-5, float64: 1e-12 };

/** Largest error relative to the largest value that is allowed in a value of a model. */
export function allowedError({ infos }: Inspected, name: string): number {
  return allowed[dataTypeName(infos.get(name)?.type ?? dataType.float32) as DataTypeName] ?? 1e-5;
}
