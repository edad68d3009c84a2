import { refuse } from '../../refuse.ts';
import type { ExtractThread } from '../startExtractThread.ts';
import { startExtractThread } from '../startExtractThread.ts';
import { type Blobs, blobsIn } from './blobs.ts';
import { loadQueue } from './loadQueue.ts';
import { connectionTo, openRedis, withoutPassword } from './openRedis.ts';
import { names, queueName, type ShardAnswer, type ShardJob } from './shardJob.ts';

/** A worker: where it listens, how many shards it computes at once, and what it tells. */
export interface QueueWorkerCall {
  readonly url: string;
  readonly threads: number;
  /** Ends it, once the shards at hand are done. */
  readonly signal: AbortSignal;
  readonly onReady: (url: string) => void;
  readonly onTaken: (images: number) => void;
  readonly onDone: (images: number) => void;
  readonly onError: (error: Error) => void;
}

/**
 * How long a job is its worker's without a sign of life, in milliseconds, and how often others look for such jobs. Signs come from
 * the main thread, which is idle while others compute.
 */
const [lockDuration, stalledInterval] = [15_000, 5_000];

/** How many workers may be killed at one job, before it is taken for the job's fault. */
const maxStalledCount = 20;

/** A thread, and the model and preprocessing that it has open. */
interface Seat {
  readonly thread: ExtractThread;
  readonly has: string;
}

/** Computes shards for whoever asks at this Redis, until it is stopped. */
export async function queueWorker(call: QueueWorkerCall): Promise<void> {
  const { url, threads, signal } = call;
  const shown = withoutPassword(url);
  const { Worker } = await loadQueue();
  const redis = await openRedis(url);
  const blobs = blobsIn(redis);
  const models = lastModel(blobs);
  const idle: (Seat | undefined)[] = Array.from({ length: threads }, () => undefined);

  const compute = async (id: string, job: ShardJob): Promise<ShardAnswer> => {
    if ((await redis.exists(names.alive(job.run))) === 0) return { hashes: [], broken: [] };
    call.onTaken(job.images.length);
    let seat = idle.pop();
    try {
      seat = await seated(seat, job, models);
      const images = job.images.map(({ hash, bytes }) => ({ hash, source: Buffer.from(bytes, 'base64') }));
      const { file, hashes, broken } = await seat.thread.ask('shard', images);
      // First the tokens, then the answer: whoever has one finds the other.
      if (file !== undefined) await blobs.write(names.tokens(id), file);
      call.onDone(job.images.length);
      return { hashes, broken };
    } finally {
      idle.push(seat);
    }
  };

  const worker = new Worker<ShardJob, ShardAnswer>(await queueName(), (job) => compute(job.id!, job.data), {
    connection: connectionTo(url),
    ...{ concurrency: threads, lockDuration, stalledInterval, maxStalledCount },
  });
  worker.on('error', call.onError);
  try {
    await worker.waitUntilReady();
    call.onReady(shown);
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
  } finally {
    await worker.close();
    for (const seat of idle) await seat?.thread.end();
    await redis.quit();
  }
}

/** A thread that has the model of a job open: this one, or a new one in its place. */
async function seated(
  seat: Seat | undefined,
  { model, output, dataFormat, preprocessing }: ShardJob,
  models: (name: string) => Promise<Uint8Array>,
): Promise<Seat> {
  const has = JSON.stringify([model, output, dataFormat, preprocessing]);
  if (seat?.has === has) return seat;
  await seat?.thread.end();
  const thread = startExtractThread();
  try {
    await thread.ask('open', { source: await models(model), output });
    await thread.ask('prepare', { preprocessing, dataFormat });
  } catch (error) {
    await thread.end();
    throw error;
  }
  return { thread, has };
}

/** Reads models, and keeps the last one for all threads. */
function lastModel(blobs: Blobs): (name: string) => Promise<Uint8Array> {
  let last: { readonly name: string; readonly bytes: Promise<Uint8Array> } | undefined;
  const read = async (name: string): Promise<Uint8Array> =>
    (await blobs.read(name)) ??
    refuse('unavailable', {
      rule: 'a job must have its model',
      came: 'it is gone from Redis',
      fix: 'Run the command again that asked.',
    });
  return (name) => {
    if (last?.name !== name) last = { name, bytes: read(name) };
    return last.bytes;
  };
}
