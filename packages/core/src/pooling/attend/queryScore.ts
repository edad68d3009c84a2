import type { QueryAttendSpec } from '../../spec/spec.ts';
import { checkDivides } from '../checkDivides.ts';
import { learned } from './learned.ts';
import { matrixGradient } from './matrixGradient.ts';
import type { Score } from './score.ts';

/**
 * A learned query a group, of all channels or of the group's own, which are `D` in number:
 *
 *     s_ig = query_g · x_i / √D
 *
 * With `ds` the gradient by scores, `dx_i = Σ_g ds_ig query_g / √D` and `dquery_g = Σ_i ds_ig x_i / √D`. Training starts
 * from queries of zeros, which attend to all tokens alike.
 *
 * Source: of all channels, efficient probing (Psomas et al. 2026); of the group's own, the heads of a transformer.
 */
export const queryScore: Score<QueryAttendSpec> = {
  parameters: (attend, channels) => [
    learned(attend, 'query', attend.over === 'group' ? { channels } : { groups: attend.groups, channels }),
  ],
  checkChannels: (type, { groups, over }, channels) => {
    if (over === 'group') checkDivides(type, 'groups', groups, channels);
  },
  of: (ops, { attend, tokens: { x }, layout, parameter }) => {
    const { add, collect, linear, mul, spread, sum, sumBatch, transpose } = ops;
    const isOwn = attend.over === 'group';
    const scale = 1 / Math.sqrt(isOwn ? layout.channels / layout.groups : layout.channels);
    const query = mul(parameter('query'), scale);
    return {
      scores: isOwn ? collect(mul(x, query), layout) : linear(x, transpose(query)),
      values: x,
      gradient: (byScores, byValues) => {
        const by = isOwn ? spread(byScores, layout) : byScores;
        const byQuery = isOwn ? sumBatch(sum(mul(by, x))) : matrixGradient(ops, by, x);
        return {
          x: add(byValues, isOwn ? mul(by, query) : linear(by, query)),
          parameters: { query: mul(byQuery, scale) },
        };
      },
    };
  },
};
