import { exponent, isTrained } from '../../spec/exponentKeys.ts';
import { prefixKeys } from '../../spec/keys.ts';
import { refuseSpec } from '../../spec/refuseSpec.ts';
import { eitherOf, listOf, oneOf, preset, wholeNumber } from '../../spec/rules.ts';
import { type ExponentSpec, exponentValue, type GgemSpec } from '../../spec/spec.ts';
import { attendKeys, completeAttend } from '../attend/attendKeys.ts';
import { checkDivides } from '../checkDivides.ts';
import type { PoolingDefinition } from '../definition.ts';
import { powerMean } from './powerMean.ts';
import { powerKeys, powerMeanFacts } from './powerMeanFacts.ts';

const oneExponent = exponent('The paper starts at 3.');
const exponentsRule =
  'must be a number, "inf", "-inf", or an array of those with one entry a group. The paper starts at 3.';
const listedExponents = listOf(oneExponent, exponentsRule);

/** Group generalized-mean pooling (GGeM): the power mean with one `p` for each group of channels, `y_d = (Σ q x^p_g)^(1/p_g)`. */
export const ggem: PoolingDefinition<GgemSpec> = {
  title: 'Group generalized-mean pooling (GGeM)',
  formula: 'y = (Σ q x^p)^(1/p), one p a group of channels',
  ...powerMean,
  ...powerMeanFacts,
  keys: () => ({
    groups: wholeNumber(1, 'must be a whole number from 1. The paper uses the number of attention heads.'),
    layout: preset(
      oneOf(['contiguous', 'interleaved'], 'must be "contiguous" or "interleaved".'),
      'contiguous',
    ),
    p: preset(
      eitherOf<GgemSpec['p']>(
        [oneExponent, listedExponents],
        (value) => (Array.isArray(value) ? listedExponents : oneExponent),
        exponentsRule,
      ),
      3,
    ),
    ...powerKeys,
    ...attendKeys(),
    ...prefixKeys,
  }),
  complete: (spec) => {
    const listed: readonly ExponentSpec[] = typeof spec.p === 'object' ? spec.p : [spec.p];
    if (typeof spec.p === 'object' && spec.p.length !== spec.groups) {
      refuseSpec(
        spec.type,
        `p must have one entry a group, but ${spec.p.length} came for ${spec.groups} groups. Give one number for all.`,
      );
    }
    return {
      ...completeAttend(spec, spec.groups),
      trainable: isTrained(spec, 'p', listed.map(exponentValue)),
    };
  },
  checkChannels: ({ type, groups }, channels) => checkDivides(type, 'groups', groups, channels),
};
