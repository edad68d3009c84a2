import { dataType } from '../proto/onnx.ts';
import { readModel } from '../read/readModel.ts';
import { readWeight } from './readWeight.ts';
import type { Weight } from './setTensors.ts';

/**
 * The float32 initializers of a model by their names, such as to bring trained weights into another library.
 *
 * Throws a `GgemError`: `format` for a file that is no model, `unavailable` where numbers lie in another file.
 */
export function readWeights(model: Uint8Array): ReadonlyMap<string, Weight> {
  const floats = readModel(model).graph.initializer.filter((one) => one.dataType === dataType.float32);
  return new Map(floats.map((tensor) => [tensor.name, readWeight(tensor)]));
}
