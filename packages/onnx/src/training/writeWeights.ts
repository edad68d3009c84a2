import { setTensors, type Weight } from './setTensors.ts';

/**
 * The model with other numbers in some of its float32 initializers, such as those of an earlier training; all else stays byte for
 * byte. `readWeights` gives them by the same names.
 *
 * Throws a `GgemError` with code `value` for a name that is not of the model.
 */
export function writeWeights(model: Uint8Array, weights: ReadonlyMap<string, Weight>): Uint8Array {
  return setTensors(model, { tensors: weights, lastAxis: new Map() });
}
