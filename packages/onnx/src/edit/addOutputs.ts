import { GgemError } from '@ggem/core';
import { quote } from '../quote.ts';
import { inspectModel } from './inspectModel.ts';
import { joinPieces } from './joinPieces.ts';
import { withOutputs } from './withOutputs.ts';

/**
 * The model with inner values as further outputs, such as tokens that it only pools or attention inside of a block; every byte
 * of the old model is kept. A value that is an output already stays as it is.
 *
 * Throws a `GgemError`: `format` for bytes that are no ONNX model, `value` for a name that no node gives.
 */
export function addOutputs(model: Uint8Array, names: readonly string[]): Uint8Array {
  const inspected = inspectModel(model);
  for (const name of names) {
    if (inspected.names.producer.has(name)) continue;
    throw new GgemError(
      'value',
      `addOutputs: names must be values that a node of the model gives, but ${quote(name)} is none. Take one of listCandidates or attentionValues.`,
    );
  }
  return joinPieces(withOutputs(inspected, names));
}
