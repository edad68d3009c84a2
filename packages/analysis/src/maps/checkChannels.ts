import { show } from '@ggem/core/bare';
import { refuse } from '../input/refuse.ts';

/** Throws a `GgemError` for a channel that is not there. */
export function checkChannels(operation: string, channels: readonly number[], count: number): void {
  for (const channel of channels) {
    if (Number.isInteger(channel) && channel >= 0 && channel < count) continue;
    refuse('value', operation, {
      rule: `channels must be whole numbers from 0 to ${count - 1}`,
      came: show(channel),
      fix: 'Count from 0.',
    });
  }
}
