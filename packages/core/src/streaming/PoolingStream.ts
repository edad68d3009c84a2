import { checkOptions, type KnownOptions } from '../checkOptions.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import type { PoolingSpecInput } from '../spec/spec.ts';
import { mergeStates } from './mergeStates.ts';
import { pooledValue } from './pooledValue.ts';
import { emptyState, type PoolingState } from './poolingState.ts';
import { type PieceOptions, type PoolPieceWith, poolPiece } from './poolPiece.ts';
import { readPiece } from './readPiece.ts';
import type { StreamShape } from './streamShape.ts';

/** How a stream pools and merges. An adapter may give faster functions than core's. */
export interface StreamEngine {
  readonly pool?: PoolPieceWith | undefined;
  readonly merge?: ((states: readonly PoolingState[]) => PoolingState) | undefined;
}

const shapeParts: KnownOptions<StreamShape & Pick<PieceOptions, 'parameters'>> = {
  batch: true,
  channels: true,
  lowest: true,
  parameters: true,
};

const perToken: KnownOptions<Pick<PieceOptions, 'mask' | 'tokenWeights'>> = {
  mask: true,
  tokenWeights: true,
};

/**
 * A pooling whose tokens come in pieces: tiles of a large image, frames of a video, shards of a cluster. It holds one
 * vector for each image, whatever the number of tokens.
 *
 * ```ts
 * const stream = new PoolingStream({ type: 'gem', p: 3 }, { batch: 1, channels: 768 });
 * for (const tile of tiles) stream.add(tile); // { data, shape: [1, n, 768] }
 * stream.pooled(); // [768]
 * ```
 *
 * Equal to pooling all tokens at once, to rounding. Throws a `GgemError` for a spec that cannot be streamed.
 */
export class PoolingStream {
  private current: PoolingState;
  private seen = 0;
  private readonly engine: StreamEngine;
  private readonly parameters: PieceOptions['parameters'];

  constructor(
    spec: PoolingSpecInput,
    streamShape: StreamShape & Pick<PieceOptions, 'parameters'>,
    engine: StreamEngine = {},
  ) {
    const parsed = parseSpec(spec);
    checkOptions(parsed.type, streamShape, shapeParts, 'shape');
    const { parameters, ...shape } = streamShape;
    this.current = emptyState(parsed, shape);
    this.engine = engine;
    this.parameters = parameters;
  }

  /**
   * Takes the next tokens, `[batch, n, channels]`, `n` from 0. Positions go on from the piece before. Throws as `poolPiece`
   * does.
   */
  add(given: NumbersInput, options: Pick<PieceOptions, 'mask' | 'tokenWeights'> = {}): void {
    const { spec, lowest } = this.current;
    checkOptions<typeof options>(spec.type, options, perToken);
    const { pool } = this.engine;
    const { tokens, ...read } = readPiece(
      spec,
      given,
      { ...options, parameters: this.parameters },
      pool !== undefined,
    );
    this.merge(poolPiece(tokens, spec, { ...read, from: this.seen, lowest, pool }));
    this.seen += tokens.shape[1];
  }

  /** Takes all tokens of another state, wherever they were pooled. Throws as `mergeStates` does. */
  merge(state: PoolingState): void {
    this.current = (this.engine.merge ?? mergeStates)([this.current, state]);
  }

  /** The pooled value of all tokens so far, `[batch, channels]`. */
  pooled(): Float64Array {
    return pooledValue(this.current);
  }

  /** The state so far, to save or send; later pieces leave it as it is. */
  state(): PoolingState {
    return this.current;
  }
}
