import type { PoolingSpec, PoolingType } from '../spec.ts';
import type { PoolingDefinition } from './definition.ts';
import { gem } from './gem.ts';
import { ggem } from './ggem.ts';
import { max } from './max.ts';
import { mean } from './mean.ts';
import { token } from './token.ts';

/** Every pooling by the name of its spec. */
export const poolings: { readonly [K in PoolingType]: PoolingDefinition<Extract<PoolingSpec, { type: K }>> } =
  {
    token,
    mean,
    max,
    gem,
    ggem,
  };
