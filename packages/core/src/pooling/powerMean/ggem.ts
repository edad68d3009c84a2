import type { GgemSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { powerMean } from './powerMean.ts';

/** Group generalized-mean pooling (GGeM): the power mean with one `p` a group of channels, `y_d = (Σ q x^p_g)^(1/p_g)`. */
export const ggem: PoolingDefinition<GgemSpec> = powerMean;
