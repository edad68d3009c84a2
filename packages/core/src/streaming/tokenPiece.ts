import { isKept } from '../input/isKept.ts';
import type { StreamedByPosition } from '../pooling/streamRule.ts';
import type { ArrayTokens } from '../reference/poolArray.ts';
import type { PoolingState } from './poolingState.ts';
import type { FlatPiece } from './readPiece.ts';

/** The chosen token of each image, if it is in this piece: its values, and its position in the whole. */
export function chooseToken(
  empty: PoolingState,
  index: StreamedByPosition['index'],
  { data, shape }: ArrayTokens,
  options: FlatPiece,
): PoolingState {
  const { from = 0 } = options;
  const [batch, count, channels] = shape;
  const state = { ...empty, position: Float64Array.from(empty.position!) };
  for (let b = 0; b < batch; b++) {
    const keeps = (n: number): boolean => isKept(b * count + n, options);
    const at = positionIn(index, count, from, keeps);
    if (at < 0 || at >= count) continue;
    state.position[b] = from + at;
    // A dropped token is zeros, like any pooling in which nothing is kept.
    if (!keeps(at)) continue;
    state.heaviest[b] = 1;
    state.total[b] = 1;
    for (let c = 0; c < channels; c++) state.value[b * channels + c] = data[(b * count + at) * channels + c]!;
  }
  return state;
}

/** Position of the chosen token in the piece; below 0 or beyond its end where it is in another piece. */
function positionIn(
  index: StreamedByPosition['index'],
  count: number,
  from: number,
  keeps: (n: number) => boolean,
): number {
  if (index === -1) return count - 1;
  if (typeof index === 'number') return index - from;
  if (index === 'first') {
    for (let n = 0; n < count; n++) if (keeps(n)) return n;
    return -1;
  }
  for (let n = count - 1; n >= 0; n--) if (keeps(n)) return n;
  return -1;
}
