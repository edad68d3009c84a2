import type { Redis } from 'ioredis';
import { refuse } from '../../refuse.ts';
import { loadQueue } from './loadQueue.ts';

/** How queue and worker connect: what they ask waits where the connection is lost for a while. */
export function connectionTo(url: string): { readonly url: string; readonly maxRetriesPerRequest: null } {
  return { url, maxRetriesPerRequest: null };
}

/** A connection of our own. Throws a `GgemError` with code `unavailable` where no Redis answers. */
export async function openRedis(url: string): Promise<Redis> {
  const shown = withoutPassword(url);
  const { Redis } = await loadQueue();
  let isOpen = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    // The first time it must answer; later it is waited for.
    retryStrategy: (times) => (isOpen ? Math.min(1000 * times, 10000) : null),
  });
  let last: Error | undefined;
  redis.on('error', (error: Error) => {
    last = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    isOpen = true;
    return redis;
  } catch (error) {
    redis.disconnect();
    return refuse('unavailable', {
      rule: `a Redis must answer at ${shown}`,
      came: (last ?? (error as Error)).message || 'none does',
      fix: 'Start one, such as redis-server of Debian, and check the address.',
      cause: error,
    });
  }
}

/** The address as it may be shown. Throws a `GgemError` with code `value` for what is none. */
export function withoutPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'redis:' && parsed?.protocol !== 'rediss:') {
    return refuse('value', {
      rule: '--queue must be the address of a Redis',
      came: `${JSON.stringify(url)} came`,
      fix: 'Say --queue redis://localhost:6379.',
    });
  }
  if (parsed.password !== '') parsed.password = '***';
  return parsed.href;
}
