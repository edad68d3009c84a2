import type { PoolingDefinition } from '../pooling/definition.ts';
import { Brought } from '../spec/brought.ts';
import type { PoolingSpec, PoolingType } from '../spec/spec.ts';

/** Every pooling by the name of its spec: those of the paper in its order, then the others. */
const types: Readonly<Record<PoolingType, true>> = {
  token: true,
  mean: true,
  max: true,
  gem: true,
  ggem: true,
  lse: true,
  meanSqrtLen: true,
  positionWeightedMean: true,
  attention: true,
  topK: true,
  mix: true,
  concat: true,
  regional: true,
  pyramid: true,
};

/** Names of all poolings, in that order. */
export const poolingTypes: readonly PoolingType[] = Object.keys(types) as PoolingType[];

const poolings = new Brought<PoolingDefinition<PoolingSpec>>((type) => `@ggem/core/pooling/${type}`);

/** Makes a pooling known. Each has a file in `bring` that does. */
export function bringPooling<K extends PoolingType>(
  type: K,
  definition: PoolingDefinition<Extract<PoolingSpec, { readonly type: K }>>,
): void {
  poolings.bring(type, definition as unknown as PoolingDefinition<PoolingSpec>);
}

/** Everything that core knows about the pooling of a spec. Throws where no import brought it. */
export function definitionOf({ type }: Pick<PoolingSpec, 'type'>): PoolingDefinition<PoolingSpec> {
  return poolings.get(type);
}

/** The same for what may be no spec; `undefined` where it is none of a pooling that was brought. */
export function findDefinition({
  type,
}: {
  readonly type?: unknown;
}): PoolingDefinition<PoolingSpec> | undefined {
  return poolings.find(type as PoolingType);
}
