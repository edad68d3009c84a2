import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { sigmoid, tanh } from '../../ops/squash.ts';
import type { Parameter } from '../../spec/parameter.ts';
import type { GatedAttendSpec } from '../../spec/spec.ts';
import type { PoolingGradient } from '../definition.ts';
import { takesAny } from '../plainFacts.ts';
import { sumGradients } from '../sumGradients.ts';
import { learned } from './learned.ts';
import { matrixGradient } from './matrixGradient.ts';
import type { Score, Scored, ScoreInput } from './score.ts';
import { spreadStart } from './spreadStart.ts';

/**
 * A small network, with a gate or without:
 *
 *     s_ig = w_g · h_i,  h_i = tanh(V x_i + v) ⊙ sigm(U x_i + u)
 *
 * With `ds` the gradient by scores and `dh = Σ_g ds_g w_g`: `dw_g = Σ_i ds_ig h_i`. Each of the two factors of `h` gets `dh`
 * times its own slope and times the other factor, and passes that on to its matrix, its bias and the tokens. Training starts
 * from `w = 0`, which attends to all tokens alike. The matrices start from fixed numbers in `±1 / √channels`, since matrices
 * of zeros would stay so.
 *
 * Source: attention-based multiple-instance learning (Ilse et al. 2018, Eqs. 8 and 9).
 */
export const gatedScore: Score<GatedAttendSpec> = {
  parameters: (attend, channels) => [
    ...layerParameters(attend, 'tanh', channels),
    ...(attend.gate ? layerParameters(attend, 'gate', channels) : []),
    learned(attend, 'score', { groups: attend.groups, hidden: attend.hidden }),
  ],
  checkChannels: takesAny,
  of: <T>(
    ops: Ops<T>,
    { attend, tokens: { x }, parameter }: ScoreInput<T, GatedAttendSpec>,
  ): Scored<Operand<T>> => {
    type V = Operand<T>;
    const { add, linear, mul, sum, sumBatch, transpose } = ops;
    const layer = (name: string): V =>
      add(linear(x, transpose(parameter(`${name}.matrix`))), parameter(`${name}.bias`));
    const bent = tanh(ops, layer('tanh'));
    const gate = attend.gate ? sigmoid(ops, layer('gate')) : undefined;
    const hidden = gate === undefined ? bent.value : mul(bent.value, gate.value);
    /** Gradients of one layer, where `by` is the gradient by `matrix · x + bias`. */
    const through = (name: string, by: V): PoolingGradient<V> => ({
      x: linear(by, parameter(`${name}.matrix`)),
      parameters: {
        [`${name}.matrix`]: matrixGradient(ops, by, x),
        [`${name}.bias`]: sumBatch(sum(by)),
      },
    });
    return {
      scores: linear(hidden, transpose(parameter('score'))),
      values: x,
      gradient: (byScores, byValues) => {
        const byHidden = linear(byScores, parameter('score'));
        const ofTanh = through('tanh', mul(byHidden, gate ? mul(bent.slope, gate.value) : bent.slope));
        const ofGate = gate && through('gate', mul(byHidden, mul(bent.value, gate.slope)));
        const ofLayers = sumGradients(ops, ofGate ? [ofTanh, ofGate] : [ofTanh]);
        return {
          x: add(byValues, ofLayers.x),
          parameters: { ...ofLayers.parameters, score: matrixGradient(ops, byScores, hidden) },
        };
      },
    };
  },
};

function layerParameters(attend: GatedAttendSpec, name: string, channels: number): readonly Parameter[] {
  const { hidden } = attend;
  const [matrix, bound] = [`${name}.matrix`, 1 / Math.sqrt(channels)];
  return [
    learned(attend, matrix, { hidden, channels }, (size) => spreadStart(matrix, size, bound)),
    learned(attend, `${name}.bias`, { hidden }),
  ];
}
