import type { Operand } from '@ggem/core';
import { filled, type HostShape, type HostTensor } from './hostTensor.ts';

/** An operand, and how far its values lie apart along each axis; 0 along an axis of length 1. */
interface Spaced {
  readonly data: Float32Array;
  readonly steps: HostShape;
}

/** What two values give. */
export type Binary = 'add' | 'sub' | 'mul' | 'div' | 'less' | 'equal';

/** Computes each value from those of two operands, which are repeated along their axes of length 1. */
export function broadcast(
  operation: Binary,
  ...operands: readonly [Operand<HostTensor>, Operand<HostTensor>]
): HostTensor {
  const shape = commonShape(operands);
  const [a, b] = [spaced(operands[0]), spaced(operands[1])];
  const [x, y] = [a.data, b.data];
  const [s, t] = [a.steps[2], b.steps[2]];
  // A loop for each operation: a function that is called for each value would return each in memory of its own.
  return filled(shape, (to) => {
    eachRow(shape, [a, b], (at, end, starts) => {
      let [i, j] = [starts[0]!, starts[1]!];
      let k = at;
      if (operation === 'add') for (; k < end; k++, i += s, j += t) to[k] = x[i]! + y[j]!;
      else if (operation === 'sub') for (; k < end; k++, i += s, j += t) to[k] = x[i]! - y[j]!;
      else if (operation === 'mul') for (; k < end; k++, i += s, j += t) to[k] = x[i]! * y[j]!;
      else if (operation === 'div') for (; k < end; k++, i += s, j += t) to[k] = x[i]! / y[j]!;
      else if (operation === 'less') for (; k < end; k++, i += s, j += t) to[k] = x[i]! < y[j]! ? 1 : 0;
      else for (; k < end; k++, i += s, j += t) to[k] = x[i]! === y[j]! ? 1 : 0;
    });
  });
}

/** The first operand where the condition is not 0, else the second. */
export function choose(condition: HostTensor, yes: Operand<HostTensor>, no: Operand<HostTensor>): HostTensor {
  const shape = commonShape([condition, yes, no]);
  const [c, a, b] = [spaced(condition), spaced(yes), spaced(no)];
  return filled(shape, (to) => {
    eachRow(shape, [c, a, b], (i, end, [atC, atA, atB]) => {
      for (let at = i, k = 0; at < end; at++, k++) {
        to[at] =
          c.data[atC! + k * c.steps[2]] !== 0
            ? a.data[atA! + k * a.steps[2]]!
            : b.data[atB! + k * b.steps[2]]!;
      }
    });
  });
}

/** Calls `row` with where a row of the result begins and ends, and where it begins in each operand; in one go where it can. */
function eachRow(
  shape: HostShape,
  operands: readonly Spaced[],
  row: (from: number, to: number, at: readonly number[]) => void,
): void {
  const [batch, tokens, channels] = shape;
  const all = batch * tokens * channels;
  if (channels > 1 && operands.every(({ data }) => data.length === 1 || data.length === all)) {
    row(0, all, new Array<number>(operands.length).fill(0));
    return;
  }
  const at = new Array<number>(operands.length).fill(0);
  for (let b = 0, i = 0; b < batch; b++) {
    for (let n = 0; n < tokens; n++, i += channels) {
      for (let k = 0; k < at.length; k++) {
        const { steps } = operands[k]!;
        at[k] = b * steps[0] + n * steps[1];
      }
      row(i, i + channels, at);
    }
  }
}

function spaced(operand: Operand<HostTensor>): Spaced {
  if (typeof operand === 'number') return { data: Float32Array.of(operand), steps: [0, 0, 0] };
  const { data, shape } = operand;
  const [batch, tokens, channels] = shape;
  return {
    data,
    steps: [batch === 1 ? 0 : tokens * channels, tokens === 1 ? 0 : channels, channels === 1 ? 0 : 1],
  };
}

function commonShape(operands: readonly Operand<HostTensor>[]): HostShape {
  const shapes = operands.flatMap((operand) => (typeof operand === 'number' ? [] : [operand.shape]));
  const axis = (i: 0 | 1 | 2): number => shapes.map((shape) => shape[i]).find((length) => length !== 1) ?? 1;
  return [axis(0), axis(1), axis(2)];
}
