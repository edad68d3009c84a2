import type { Operand } from '../ops/ops.ts';
import { commonShape, type FloatArray } from './floatArray.ts';

type Value = Operand<FloatArray>;

/** Where a loop reads an operand: from `at` on, by `step` numbers a turn. */
export interface Reading {
  readonly data: Float64Array;
  readonly at: number;
  readonly step: number;
}

/** One loop: writes `out[from]` to `out[to - 1]`. It is a function of its own for each operation, so that engines compile it as such. */
export type Loop = (out: Float64Array, from: number, to: number, ...operands: Reading[]) => void;

/** Runs a loop over values that are repeated along their axes of length 1. */
export function elementwise(loop: Loop): (...operands: Value[]) => FloatArray {
  return (...operands) => {
    const shape = commonShape(...operands);
    const [batch, tokens, channels] = shape;
    const size = batch * tokens * channels;
    const data = new Float64Array(size);
    const isFlat = operands.every((x) => typeof x === 'number' || x.data.length === size);
    if (isFlat) {
      loop(data, 0, size, ...operands.map((x) => readingOf(x, 0, 1)));
      return { shape, data };
    }
    // The innermost axis that is longer than 1 is one loop.
    const inner = channels > 1 ? channels : tokens;
    const steps = operands.map((x) => stepsOf(x, shape));
    for (let b = 0, from = 0; b < batch; b++) {
      for (let n = 0; n < (channels > 1 ? tokens : 1); n++, from += inner) {
        const readings = operands.map((x, i) => {
          const { perBatch, perToken, perChannel } = steps[i]!;
          return readingOf(x, b * perBatch + n * perToken, channels > 1 ? perChannel : perToken);
        });
        loop(data, from, from + inner, ...readings);
      }
    }
    return { shape, data };
  };
}

function readingOf(x: Value, at: number, step: number): Reading {
  return typeof x === 'number' ? { data: Float64Array.of(x), at: 0, step: 0 } : { data: x.data, at, step };
}

/** How far one place along each axis is, 0 for an axis that is repeated. */
function stepsOf(x: Value, [, tokens, channels]: FloatArray['shape']) {
  if (typeof x === 'number') return { perBatch: 0, perToken: 0, perChannel: 0 };
  const [ofBatch, ofTokens, ofChannels] = x.shape;
  return {
    perBatch: ofBatch === 1 ? 0 : ofTokens * ofChannels,
    perToken: ofTokens === 1 && tokens > 1 ? 0 : ofChannels,
    perChannel: ofChannels === 1 && channels > 1 ? 0 : 1,
  };
}
