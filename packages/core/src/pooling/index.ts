import type { PoolingSpec, PoolingType } from '../spec.ts';
import { attention } from './attention.ts';
import { concat } from './concat.ts';
import type { PoolingDefinition } from './definition.ts';
import { gem } from './gem.ts';
import { ggem } from './ggem.ts';
import { lse } from './lse.ts';
import { max } from './max.ts';
import { mean } from './mean.ts';
import { meanSqrtLen } from './meanSqrtLen.ts';
import { mix } from './mix.ts';
import { positionWeightedMean } from './positionWeightedMean.ts';
import { pyramid } from './pyramid.ts';
import { regional } from './regional.ts';
import { token } from './token.ts';

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
