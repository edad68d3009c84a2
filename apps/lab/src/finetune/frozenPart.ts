import { type PoolingSpecInput, parametersOf, parseSpec } from '@ggem/core';
import { sha256 } from '../files/sha256.ts';
import type { Depth } from './finetuneTasks.ts';

/** A name of what a training starts from: the value behind the frozen part, which a pooling without parameters belongs to. */
export function frozenPart(spec: PoolingSpecInput, depth: Depth, channels: number): string {
  const isFrozen = depth === 0 && !parametersOf(parseSpec(spec), channels).some(({ trainable }) => trainable);
  return sha256(JSON.stringify(isFrozen ? spec : depth)).slice(0, 16);
}
