import { GgemError } from '../errors.ts';
import { emptyState, type PoolingState } from './poolingState.ts';

/**
 * Merges states of `token`: each image gets the state whose token has the last position, or the first for
 * `index: "first"`. For an index that is a position, only one state has a token.
 */
export function latestToken(states: readonly PoolingState[]): PoolingState {
  const first = states[0]!;
  const { batch, channels } = first;
  const latest = emptyState(first.spec, first);
  const isFirst = first.spec.type === 'token' && first.spec.index === 'first';
  for (let b = 0; b < batch; b++) {
    for (const state of states) {
      const at = state.position![b]!;
      const best = latest.position![b]!;
      if (at < 0 || (best >= 0 && (isFirst ? at > best : at < best))) continue;
      if (at === best) {
        throw new GgemError(
          'state',
          `token: every position may come once, but ${at} came twice. Give each piece the number of tokens before it as from.`,
        );
      }
      latest.position![b] = at;
      latest.heaviest[b] = state.heaviest[b]!;
      latest.total[b] = state.total[b]!;
      latest.value.set(state.value.subarray(b * channels, (b + 1) * channels), b * channels);
    }
  }
  return latest;
}
