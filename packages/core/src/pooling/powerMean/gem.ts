import type { GemSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { powerMean } from './powerMean.ts';

/** Generalized-mean pooling (GeM): the power mean with one `p` for all channels, `y = (Σ q x^p)^(1/p)`. */
export const gem: PoolingDefinition<GemSpec> = powerMean;
