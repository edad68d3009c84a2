import { pyramidCells } from '../pooling/composite/regions.ts';
import { partsOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/** How many channels the pooled vector has. */
export function outputChannels(spec: PoolingSpec, channels: number): number {
  const steps = (spec.after ?? []).filter((step) => step !== 'l2');
  return steps.at(-1)?.whiten ?? pooledChannels(spec, channels);
}

/** How many channels the pooled vector has before the steps of `after`. */
export function pooledChannels(spec: PoolingSpec, channels: number): number {
  return combined(spec, channels, outputChannels);
}

/** How many channels the pooling weights have: those of the tokens, once a pooling that ends up in a place of its own. */
export function weightChannels(spec: PoolingSpec, channels: number): number {
  return combined(spec, channels, weightChannels);
}

function combined(
  spec: PoolingSpec,
  channels: number,
  ofPart: (spec: PoolingSpec, channels: number) => number,
): number {
  const each = partsOf(spec).map((part) => ofPart(part.spec, channels));
  if (spec.type === 'concat') return each.reduce((sum, one) => sum + one, 0);
  if (spec.type === 'pyramid' && spec.combine === 'concat') return each[0]! * pyramidCells(spec.levels);
  return each[0] ?? channels;
}
