import { prefixOf } from '../../spec/parts.ts';
import type { PoolingSpec } from '../../spec/spec.ts';
import type { FloatArray } from '../floatArray.ts';
import { gradientLoop, type LoopCall, type LoopGradient, poolLoop } from './poolLoops.ts';

/** Images one after another: `[1, total, channels]`, what comes with them, and where each begins. */
export interface RaggedLoopCall {
  readonly tokens: FloatArray;
  readonly mask?: FloatArray | undefined;
  readonly tokenWeights?: FloatArray | undefined;
  readonly p?: readonly number[] | undefined;
  readonly offsets: readonly number[];
}

/** Each image by `poolLoop`, `[batch, channels]`; `undefined` where one is not for it, or has no token behind its prefix. */
export function raggedPoolLoop(spec: PoolingSpec, call: RaggedLoopCall): Float64Array | undefined {
  const channels = call.tokens.shape[2];
  const pooled = new Float64Array((call.offsets.length - 1) * channels);
  for (const [b, image] of imagesOf(spec, call).entries()) {
    const y = image && poolLoop(spec, image);
    if (y === undefined) return undefined;
    pooled.set(y, b * channels);
  }
  return pooled;
}

/** Each image by `gradientLoop`. */
export function raggedGradientLoop(
  spec: PoolingSpec,
  call: RaggedLoopCall,
  dy: Float64Array,
): LoopGradient | undefined {
  const channels = call.tokens.shape[2];
  const tokens = new Float64Array(call.tokens.data.length);
  let p: Float64Array | undefined;
  for (const [b, image] of imagesOf(spec, call).entries()) {
    const found = image && gradientLoop(spec, image, dy.subarray(b * channels, (b + 1) * channels));
    if (found === undefined) return undefined;
    tokens.set(found.tokens, call.offsets[b]! * channels);
    p = p === undefined ? found.p : p.map((value, group) => value + found.p![group]!);
  }
  return { tokens, ...(p !== undefined && { p }) };
}

function imagesOf(
  spec: PoolingSpec,
  { tokens, mask, tokenWeights, p, offsets }: RaggedLoopCall,
): readonly (LoopCall | undefined)[] {
  const channels = tokens.shape[2];
  return offsets.slice(1).map((end, b) => {
    const begin = offsets[b]!;
    if (end - begin <= prefixOf(spec)) return undefined;
    return {
      tokens: {
        data: tokens.data.subarray(begin * channels, end * channels),
        shape: [1, end - begin, channels],
      },
      mask: mask?.data.subarray(begin, end),
      tokenWeights: tokenWeights?.data.subarray(begin, end),
      p,
    };
  });
}
