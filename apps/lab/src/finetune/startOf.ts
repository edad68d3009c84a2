import type { FinetuneOptions } from '@ggem/train';
import type { Depth } from './finetuneTasks.ts';

/** Where training starts, as `@ggem/train` takes it. */
export function startOf(depth: Depth): NonNullable<FinetuneOptions['from']> {
  if (depth === 'all') return 'all';
  return depth === 0 ? 'head' : { blocks: depth };
}
