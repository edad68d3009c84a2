import type { Encoder } from '../read/readEncoder.ts';
import type { FoundPreprocessing } from '../read/readPreprocessing.ts';
import type { Shard, ShardImage } from './extractTasks.ts';
import { type ExtractThread, startExtractThread } from './startExtractThread.ts';

/** Shards to compute, and what is told of each that is done. */
export interface ShardsCall {
  readonly encoder: Encoder;
  readonly found: FoundPreprocessing;
  /** Shards are taken off its front. */
  readonly shards: (readonly ShardImage[])[];
  readonly onShard: (shard: Shard, images: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Computes shards on threads of this process; the first one has the model open already. */
export async function extractByThreads({
  encoder,
  found,
  shards,
  onShard,
  signal,
  ...call
}: ShardsCall & { readonly threads: number; readonly first: ExtractThread }): Promise<void> {
  const threads = [call.first];
  // A thread must not be ended while onnxruntime is at work in it: that would take the process with it.
  const stop = (): void => {
    shards.length = 0;
    for (const thread of threads) void thread.ask('stop', undefined).catch(() => undefined);
  };
  const work = async (thread: ExtractThread): Promise<void> => {
    for (let shard = shards.shift(); shard !== undefined; shard = shards.shift()) {
      await onShard(await thread.ask('shard', shard), shard.length);
    }
  };
  const others = Array.from({ length: Math.min(call.threads, shards.length) - 1 }, startExtractThread);
  threads.push(...others);
  const opened = others.map(async (thread) => {
    const { source, output, dataFormat } = encoder;
    await thread.ask('open', { source, output });
    await thread.ask('prepare', { preprocessing: found.preprocessing, dataFormat });
    await work(thread);
  });
  const all = [work(call.first), ...opened];
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.all(all);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await Promise.allSettled(all);
    for (const thread of threads) await thread.end();
  }
}
