import { attention } from '../pooling/attention.ts';
import { concat } from '../pooling/composite/concat.ts';
import { mix } from '../pooling/composite/mix.ts';
import { pyramid } from '../pooling/composite/pyramid.ts';
import { regional } from '../pooling/composite/regional.ts';
import type { PoolingDefinition } from '../pooling/definition.ts';
import { max } from '../pooling/max.ts';
import { mean } from '../pooling/mean.ts';
import { meanSqrtLen } from '../pooling/meanSqrtLen.ts';
import { positionWeightedMean } from '../pooling/positionWeightedMean.ts';
import { gem } from '../pooling/powerMean/gem.ts';
import { ggem } from '../pooling/powerMean/ggem.ts';
import { lse } from '../pooling/powerMean/lse.ts';
import { token } from '../pooling/token.ts';
import type { PoolingSpec, PoolingType } from '../spec/spec.ts';

/** Every pooling by the name of its spec. */
export const poolings: { readonly [K in PoolingType]: PoolingDefinition<Extract<PoolingSpec, { type: K }>> } =
  {
    token,
    mean,
    max,
    gem,
    ggem,
    lse,
    meanSqrtLen,
    positionWeightedMean,
    attention,
    mix,
    concat,
    regional,
    pyramid,
  };
