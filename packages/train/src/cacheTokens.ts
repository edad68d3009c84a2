import type { FinetuneOptions } from './run/finetuneOptions.ts';
import { fillTokens, openRun } from './run/openRun.ts';

/**
 * Computes the tokens that `finetune` starts from with the same options, and keeps them in `cache`. For several trainings from one
 * start: each then finds them there.
 */
export async function cacheTokens(
  model: Uint8Array,
  options: FinetuneOptions & Required<Pick<FinetuneOptions, 'cache'>>,
): Promise<void> {
  const run = openRun(model, options);
  try {
    await fillTokens(await run.sources(), options, run.settings);
  } finally {
    await run.pool.release();
  }
}
