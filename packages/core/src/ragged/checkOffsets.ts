import { GgemError, show } from '../errors.ts';
import { checkShapes, fewestTokens, type InputShapes } from '../facts/checks.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/** The arguments of a ragged pooling whose shapes can be known before it runs. */
export interface RaggedShapes {
  /** Must be `[total, channels]`. */
  readonly tokens: readonly number[];
  /** Must be `[total]`. */
  readonly mask?: readonly number[] | undefined;
  /** Must be `[total]`. */
  readonly tokenWeights?: readonly number[] | undefined;
  readonly parameters?: InputShapes['parameters'];
}

/**
 * Throws a `GgemError` with code `shape` where offsets or shapes do not fit each other, or an image does not fit the
 * spec. Every adapter calls it.
 */
export function checkOffsets(spec: PoolingSpec, offsets: ArrayLike<number>, shapes: RaggedShapes): void {
  const fail = (message: string): never => {
    throw new GgemError('shape', `${spec.type}: ${message}`);
  };
  const { tokens, parameters } = shapes;
  if (tokens.length !== 2 || tokens[1]! < 1) {
    fail(
      `tokens must have shape [total, channels], channels from 1, but [${tokens.join(', ')}] came. Reshape them.`,
    );
  }
  const [total, channels] = tokens as [number, number];
  for (const name of ['mask', 'tokenWeights'] as const) {
    const shape = shapes[name];
    if (shape !== undefined && (shape.length !== 1 || shape[0] !== total)) {
      fail(
        `${name} must have shape [total] = [${total}], but [${shape.join(', ')}] came. Count prefix tokens too.`,
      );
    }
  }
  const listed = Array.from(offsets ?? []);
  const rises = listed.every((at, b) => Number.isInteger(at) && at >= (listed[b - 1] ?? 0));
  if (!rises || listed[0] !== 0 || listed.at(-1) !== total) {
    fail(
      `offsets must rise from 0 to the number of tokens, ${total}, one more of them than images, but ${show(listed)} came. Give where each image begins, then the end.`,
    );
  }
  const lengths = listed.slice(1).map((end, b) => end - listed[b]!);
  lengths.forEach((count, b) => {
    if (count > 0) checkImage(spec, b, count, channels);
  });
  // Channels and parameters are the same for all images: they are checked with one image that fits the spec.
  const longest = Math.max(0, ...lengths) || fewestTokens(spec);
  checkShapes(spec, { tokens: [1, longest, channels], parameters });
}

function checkImage(spec: PoolingSpec, image: number, tokens: number, channels: number): void {
  try {
    checkShapes(spec, { tokens: [1, tokens, channels] });
  } catch (error) {
    if (!(error instanceof GgemError)) throw error;
    throw new GgemError(error.code, `${error.message} This is image ${image} of the ragged batch.`, {
      cause: error,
    });
  }
}
