import { blockSums, longestRun } from './opsets/blockSums.ts';
import type { Recorder } from './recorder.ts';
import type { Value } from './value.ts';

/**
 * Sums over tokens that stay exact over very many of them: float32 sums in order are off by 1e-4 over a million tokens.
 *
 * Up to `longestRun` tokens are summed as before; where their number is open, an If looks at it, and what few tokens
 * cost does not change. Whole numbers alone decide, which never wait for a GPU.
 */
export function sumsInBlocks({ node, constant, branch }: Recorder) {
  /** The sum of `x` `[batch, tokens, channels]` over tokens: `plain` for few tokens, in blocks for many. */
  return (x: Value, plain: Value): Value => {
    const [, tokens, channels] = x.dims;
    if (x.kind !== 'float32' || x.dims.length !== 3 || typeof channels !== 'number') return plain;
    if (typeof tokens === 'number' && tokens <= longestRun) return plain;
    const inBlocks = node(blockSums, [x], plain);
    return typeof tokens === 'number' ? inBlocks : branch(areMany(x), inBlocks, plain);
  };

  /** Whether there are more tokens than are summed in order. */
  function areMany(x: Value): Value {
    const first = firstAsLong(x);
    const shape = node('Shape', [first], { kind: 'int64', dims: [first.dims.length] });
    const length = node('Gather', [shape, constant('int64', [1])], { kind: 'int64', dims: [] }, { axis: 0 });
    return node('Less', [constant('int64', [longestRun]), length], { kind: 'bool', dims: [] });
  }
}

/** The first value with as many tokens that this one is computed from, so that all share one condition. */
function firstAsLong(x: Value): Value {
  const [, tokens] = x.dims;
  const isAsLong = ({ dims }: Value): boolean => dims.length >= 3 && dims[1] === tokens;
  for (let value = x; ; ) {
    const { source } = value;
    const before =
      source.type === 'node' ? source.inputs.find((one) => one !== undefined && isAsLong(one)) : undefined;
    if (before === undefined) return value;
    value = before;
  }
}
