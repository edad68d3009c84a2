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
    const arrays = operands.map((x) =>
      typeof x === 'number' ? { shape: one, data: Float64Array.of(x) } : x,
    );
    if (arrays.every((x) => x.data.length === size || x.data.length === 1)) {
      loop(data, 0, size, ...arrays.map((x) => ({ data: x.data, at: 0, step: x.data.length === 1 ? 0 : 1 })));
      return { shape, data };
    }
    // The innermost axis that is longer than 1 is one loop.
    const [rows, inner] = channels > 1 ? [tokens, channels] : [1, tokens];
    const steps = arrays.map((x) => stepsOf(x, shape));
    for (let b = 0, from = 0; b < batch; b++) {
      for (let n = 0; n < rows; n++, from += inner) {
        const readings = arrays.map(({ data: own }, i) => {
          const { perBatch, perToken, perChannel } = steps[i]!;
          return { data: own, at: b * perBatch + n * perToken, step: channels > 1 ? perChannel : perToken };
        });
        loop(data, from, from + inner, ...readings);
      }
    }
    return { shape, data };
  };
}

const one: FloatArray['shape'] = [1, 1, 1];

/** How far one place along each axis is, 0 for an axis that is repeated. */
function stepsOf(
  { shape: [ofBatch, ofTokens, ofChannels] }: FloatArray,
  [, tokens, channels]: FloatArray['shape'],
) {
  return {
    perBatch: ofBatch === 1 ? 0 : ofTokens * ofChannels,
    perToken: ofTokens === 1 && tokens > 1 ? 0 : ofChannels,
    perChannel: ofChannels === 1 && channels > 1 ? 0 : 1,
  };
}
