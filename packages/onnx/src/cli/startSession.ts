import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GgemError } from '@ggem/core';
import { joinPieces } from '../edit/joinPieces.ts';
import { fileError } from '../node/fileError.ts';
import type { StartSession } from '../verify/verifyModel.ts';
import { runtimeMissing } from './runtimeMissing.ts';
import { rememberTemporary } from './temporaryFiles.ts';

type Runtime = typeof import('onnxruntime-node');

/** The runtime logs only fatal messages: errors are thrown anyway, and warnings are about the user's model. */
const quiet = { logSeverityLevel: 4 } as const;

/**
 * Starts sessions of onnxruntime-node. A model with weights in other files must lie beside them: while it loads, it is in
 * `folder` under a temporary name.
 */
export function startSession(folder: string | undefined): StartSession {
  return async (pieces) => {
    const { InferenceSession }: Runtime = await import('onnxruntime-node').catch(runtimeMissing);
    try {
      if (folder === undefined) return await InferenceSession.create(joinPieces(pieces), quiet);
      return await withFile(folder, pieces, (path) => InferenceSession.create(path, quiet));
    } catch (error) {
      if (error instanceof GgemError) throw error;
      const [reason] = String(error instanceof Error ? error.message : error).split('\n');
      throw new GgemError(
        'unavailable',
        `verify: model must load in onnxruntime-node, but it says: ${reason}`,
        {
          cause: error,
        },
      );
    }
  };
}

async function withFile<T>(
  folder: string,
  pieces: readonly Uint8Array[],
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(folder, `.verify.${process.pid}.onnx.tmp`);
  const forget = rememberTemporary(path);
  try {
    await writeFile(path, pieces).catch((error: unknown) => {
      throw fileError('verify', 'write', path, error);
    });
    return await use(path);
  } finally {
    await unlink(path).catch(() => {});
    forget();
  }
}
