import type { Depth } from './finetuneTasks.ts';

/** `2 blocks`. */
export function depthName(depth: Depth): string {
  if (depth === 'all') return 'All blocks';
  return depth === 0 ? 'Head alone' : `${depth} ${depth === 1 ? 'block' : 'blocks'}`;
}
