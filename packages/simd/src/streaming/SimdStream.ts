import {
  type ArrayTokens,
  type PieceOptions,
  type PoolingSpec,
  type PoolingSpecInput,
  type PoolingState,
  PoolingStream,
  pieceSpec,
  prefixOf,
  type StreamShape,
} from '@ggem/core';
import type { Simd } from '../loadSimd.ts';
import { readTokens } from '../readTokens.ts';
import type { PoolCall, SimdPooling } from '../simdPooling.ts';
import type { Shape, TokenArray, TokenData, TokenInput } from '../tokenArray.ts';
import { plainNumbers } from '../tokenData.ts';
import { foldStates } from './foldStates.ts';

/**
 * A pooling whose tokens come in pieces, by the kernels: tiles of a large image, frames of a video. It holds one vector for
 * each image, whatever the number of tokens. Its states merge with those of core's streams and of others of this package.
 *
 * ```ts
 * const stream = new SimdStream(simd, { type: 'gem', p: 3 }, { batch: 1, channels: 768 });
 * for (const tile of tiles) stream.add({ data: tile, shape: [1, 196, 768] });
 * const pooled = stream.pooled(); // [768]
 * ```
 *
 * Throws a `GgemError` for a spec that cannot be streamed, see `PoolingStream` of core.
 */
export class SimdStream {
  private readonly stream: PoolingStream;
  private readonly poolings: Map<number, SimdPooling> = new Map();
  private readonly poolingFor: (inPiece: PoolingSpec) => SimdPooling;

  constructor(simd: Simd, spec: PoolingSpecInput, shape: StreamShape & Pick<PieceOptions, 'parameters'>) {
    const create = (made: PoolingSpec): SimdPooling => simd.createPooling(made, { channels: shape.channels });
    this.stream = new PoolingStream(spec, shape, {
      pool: ({ data, shape: axes }, inPiece, call) =>
        this.poolingFor(inPiece).pool({ data: asTokenData(data), shape: axes }, call),
      merge: foldStates,
    });
    this.poolingFor = (made) => {
      // The specs of pieces differ only in the prefix, which only the first pieces have.
      const prefix = prefixOf(made);
      const pooling = this.poolings.get(prefix) ?? create(made);
      this.poolings.set(prefix, pooling);
      return pooling;
    };
  }

  /** An array in the kernels' memory to write the next piece into, which saves a copy. The next `allocate` reuses it. */
  allocate(shape: Shape): TokenArray<Float32Array> {
    const { spec } = this.stream.state();
    return this.poolingFor(pieceSpec(spec)).allocate(shape);
  }

  /** Takes the next tokens, `[batch, n, channels]`, `n` from 0. Positions go on from the piece before. */
  add(tokens: TokenInput, call: Pick<PoolCall, 'mask' | 'tokenWeights'> = {}): void {
    // Where core reads the tokens itself, they must be numbers, not the bits of float16.
    const { spec, best, lowest, position } = this.stream.state();
    const { data, shape } = readTokens(spec, tokens);
    const isRead = best !== undefined || lowest !== undefined || position !== undefined;
    const numbers = isRead ? plainNumbers(spec, data) : (data as ArrayTokens['data']);
    this.stream.add({ data: numbers, shape }, call);
  }

  /** Takes all tokens of another state, wherever they were pooled. */
  merge(state: PoolingState): void {
    this.stream.merge(state);
  }

  /** The pooled value of all tokens so far, `[batch, channels]`. */
  pooled(): Float64Array {
    return this.stream.pooled();
  }

  /** The state so far, to save with core's `saveState` or to send. */
  state(): PoolingState {
    return this.stream.state();
  }

  /** Frees the kernels' memory. */
  dispose(): void {
    for (const pooling of this.poolings.values()) pooling.dispose();
    this.poolings.clear();
  }
}

function asTokenData(data: ArrayLike<number>): TokenData {
  return ArrayBuffer.isView(data) ? (data as unknown as TokenData) : Float64Array.from(data);
}
