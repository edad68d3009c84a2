import { weightedMean } from '../../input/tokens.ts';
import { layerNorm } from '../../ops/layerNorm.ts';
import type { MeanAttendSpec } from '../../spec/spec.ts';
import { checkDivides } from '../checkDivides.ts';
import { unitMatrix } from '../unitMatrix.ts';
import { learned } from './learned.ts';
import { matrixGradient } from './matrixGradient.ts';
import type { Score } from './score.ts';

/**
 * The mean token asks, in `G` heads of `D / G` channels, and what is pooled are the normalised tokens `n`:
 *
 *     s_ig = (W_q x̄)_g · (W_k n_i)_g / √(D / G),  x̄ = Σ q x,  n_i = (x_i - mean x_i) / √(variance x_i + 1e-6)
 *
 * Training starts from `W_q = 0`, which attends to all tokens alike, and the unit matrix for `W_k`.
 *
 * Source: SimPool (Psomas et al. 2023).
 */
export const meanScore: Score<MeanAttendSpec> = {
  parameters: (attend, channels) => [
    learned(attend, 'query', { out: channels, channels }),
    learned(attend, 'key', { out: channels, channels }, () => unitMatrix('attend', channels, channels)),
  ],
  checkChannels: (type, { groups }, channels) => checkDivides(type, 'groups', groups, channels),
  of: (ops, { tokens, layout, parameter }) => {
    const { add, collect, linear, mul, spread, sum, transpose } = ops;
    const scale = 1 / Math.sqrt(layout.channels / layout.groups);
    const { value: values, gradient: ofNorm } = layerNorm(ops, tokens.x, layout.channels);
    const mean = weightedMean(ops, tokens, tokens.x);
    const query = mul(linear(mean, transpose(parameter('query'))), scale);
    const keys = linear(values, transpose(parameter('key')));
    return {
      scores: collect(mul(query, keys), layout),
      values,
      gradient: (byScores, byValues) => {
        const by = spread(byScores, layout);
        const byKeys = mul(by, query);
        const byQuery = mul(sum(mul(by, keys)), scale);
        const byNormalised = add(byValues, linear(byKeys, parameter('key')));
        return {
          x: add(ofNorm(byNormalised), mul(tokens.q, linear(byQuery, parameter('query')))),
          parameters: {
            query: matrixGradient(ops, byQuery, mean),
            key: matrixGradient(ops, byKeys, values),
          },
        };
      },
    };
  },
};
