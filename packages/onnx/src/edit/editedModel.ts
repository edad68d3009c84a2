import { GgemError } from '@ggem/core';
import type { GraphPrefix } from './graphPrefix.ts';
import { joinPieces } from './joinPieces.ts';

/** A model with a pooling built in. */
export interface EditedModel {
  /** Name of the pooled value. */
  readonly output: string;
  /** Name of the value that is pooled. */
  readonly tokens: string;
  /** Name of the output that says where the pooling looks; only if it was asked for. */
  readonly poolingWeights?: string | undefined;
  /** Names of the new graph inputs: mask, token weights, parameters. */
  readonly inputs: readonly string[];
  readonly channels: number;
  /** The tokens that are left out because the graph shows that they are no patches; only if the spec did not say how many. */
  readonly prefix?: GraphPrefix | undefined;
  /** The mask of the old pooling, which the new one reads too; only if the options did not choose a mask. */
  readonly mask?: string | undefined;
  /** The file in pieces, to be written one after the other. Most are views of the old file, so that nothing is copied. */
  readonly pieces: readonly Uint8Array[];
  /** Length of the file. */
  readonly byteLength: number;
  /** The file in one array. */
  readonly toBytes: () => Uint8Array;
}

/** Protobuf's own limit on a message. */
const largest = 2 ** 31 - 1;

/** An edited model from its pieces. */
export function editedModel(
  about: Pick<
    EditedModel,
    'output' | 'tokens' | 'poolingWeights' | 'inputs' | 'channels' | 'prefix' | 'mask'
  >,
  pieces: readonly Uint8Array[],
): EditedModel {
  const byteLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (byteLength > largest) {
    throw new GgemError(
      'format',
      `onnx: a model must stay below 2 GiB, but with the pooling it has ${byteLength} bytes. Save its weights as external data first.`,
    );
  }
  return { ...about, pieces, byteLength, toBytes: () => joinPieces(pieces) };
}
