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
import { topK } from '../pooling/topK.ts';
import type { PoolingSpec, PoolingType } from '../spec/spec.ts';

/** Every pooling by the name of its spec: those of the paper in its order, then the others. */
const poolings: { readonly [K in PoolingType]: PoolingDefinition<Extract<PoolingSpec, { type: K }>> } = {
  token,
  mean,
  max,
  gem,
  ggem,
  lse,
  meanSqrtLen,
  positionWeightedMean,
  attention,
  topK,
  mix,
  concat,
  regional,
  pyramid,
};

/** Names of all poolings, in that order. */
export const poolingTypes: readonly PoolingType[] = Object.keys(poolings) as PoolingType[];

/** Everything that core knows about the pooling of a spec. */
export function definitionOf({ type }: Pick<PoolingSpec, 'type'>): PoolingDefinition<PoolingSpec> {
  return poolings[type] as unknown as PoolingDefinition<PoolingSpec>;
}
