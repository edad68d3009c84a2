import { definitionOf } from '../facts/poolings.ts';
import { groupOf } from '../ops/groupOf.ts';
import { lift } from '../ops/lift.ts';
import type { StreamedAttend } from '../pooling/streamRule.ts';
import { arrayOps } from '../reference/arrayOps.ts';
import { build, type FloatArray } from '../reference/floatArray.ts';
import { channelsPooled } from '../spec/attended.ts';
import type { PoolingState } from './poolingState.ts';

/**
 * One state for all tokens of several states whose tokens attend, of which at least one is kept in some image. A state
 * weighs `heaviest · e^best · total` in each group: the divisor of its softmax, computed relative to its best score. With
 * these weights states are pooled as tokens are: associative and commutative to rounding, whatever the scores.
 */
export function mergeAttended(
  states: readonly PoolingState[],
  { attend: { groups }, merged }: StreamedAttend,
): PoolingState {
  const first = states[0]!;
  const { spec, batch } = first;
  const channels = channelsPooled(spec, first.channels);
  const { interleaved } = definitionOf(spec).groups(spec);
  const layout = { groups, channels, interleaved };
  const heaviest = new Float64Array(batch).map((_, b) => Math.max(...states.map((one) => one.heaviest[b]!)));
  const best = new Float64Array(batch * groups).map((_, i) =>
    Math.max(...states.map((one) => one.best![i]!)),
  );
  const total = new Float64Array(batch * groups);
  const isKept = (b: number, n: number): boolean => states[n]!.heaviest[b]! > 0;
  const weights = build([batch, states.length, groups], (b, n, g) => {
    if (!isKept(b, n)) return 0;
    const [state, at] = [states[n]!, b * groups + g];
    const scale = (state.heaviest[b]! / heaviest[b]!) * Math.exp(state.best![at]! - best[at]!);
    const weight = state.total[at]! * scale;
    total[at]! += weight;
    return weight;
  });
  const ofGroup = ({ data }: FloatArray, b: number, n: number, c: number): number =>
    data[(b * states.length + n) * groups + groupOf(c, layout)]!;
  const shape = [batch, states.length, channels] as const;
  const x = build(shape, (b, n, c) => states[n]!.value[b * channels + c]!);
  const q = build(shape, (b, n, c) => {
    const whole = total[b * groups + groupOf(c, layout)]!;
    return whole === 0 ? 1 : ofGroup(weights, b, n, c) / whole;
  });
  const keep = build([batch, states.length, 1], (b, n) => Number(isKept(b, n)));
  const ops = lift(arrayOps);
  const value = definitionOf(merged).forward<FloatArray>(ops, {
    spec: merged,
    channels,
    tokens: {
      x,
      q,
      keep,
      any: build([batch, 1, 1], (b) => Number(heaviest[b]! > 0)),
      hasShare: () => ops.less(0, q),
      total: { unit: 1, sum: 1 },
    },
    parameters: {},
    grid: null,
    part: () => {
      throw new TypeError('core: a pooling whose tokens attend has no parts.');
    },
  }) as FloatArray;
  const kept = value.data.map((y, i) => (heaviest[Math.floor(i / channels)]! > 0 ? y : 0));
  return { ...first, value: kept, heaviest, total, best };
}
