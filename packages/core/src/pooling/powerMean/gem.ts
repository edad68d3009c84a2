import { exponent, isTrained } from '../../spec/exponentKeys.ts';
import { prefixKeys } from '../../spec/keys.ts';
import { preset } from '../../spec/rules.ts';
import { exponentValue, type GemSpec } from '../../spec/spec.ts';
import { attendKeys, completeAttend } from '../attend/attendKeys.ts';
import type { PoolingDefinition } from '../definition.ts';
import { takesAny } from '../plainFacts.ts';
import { powerMean } from './powerMean.ts';
import { powerKeys, powerMeanFacts } from './powerMeanFacts.ts';

/** Generalized-mean pooling (GeM): the power mean with one `p` for all channels, `y = (Σ q x^p)^(1/p)`. */
export const gem: PoolingDefinition<GemSpec> = {
  title: 'Generalized-mean pooling (GeM)',
  formula: 'y = (Σ q x^p)^(1/p)',
  ...powerMean,
  ...powerMeanFacts,
  keys: () => ({
    p: preset(exponent('The paper starts at 3.'), 3),
    ...powerKeys,
    ...attendKeys(),
    ...prefixKeys,
  }),
  complete: (spec) => ({
    ...completeAttend(spec, 1),
    trainable: isTrained(spec, 'p', [exponentValue(spec.p)]),
  }),
  checkChannels: takesAny,
};
