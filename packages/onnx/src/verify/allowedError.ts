import type { Inspected } from '../edit/inspectModel.ts';
import { type DataTypeName, dataType, dataTypeName } from '../proto/onnx.ts';

/** Relative errors by float type: its precision, with some room for sums over many tokens. */
const allowed: Partial<Record<DataTypeName, number>> = { float16: 2e-3, float32: 1e-5, float64: 1e-12 };

/** The largest allowed error in a value of a model, relative to its largest number. */
export function allowedError({ infos }: Inspected, name: string): number {
  return allowed[dataTypeName(infos.get(name)?.type ?? dataType.float32) as DataTypeName] ?? 1e-5;
}
