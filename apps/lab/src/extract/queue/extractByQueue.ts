import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { externalFiles } from '@ggem/onnx';
import type { QueueEvents } from 'bullmq';
import { readBytes } from '../../files/readBytes.ts';
import type { Encoder } from '../../read/readEncoder.ts';
import { refuse } from '../../refuse.ts';
import { untilStopped } from '../../threads/untilStopped.ts';
import type { ShardsCall } from '../extractByThreads.ts';
import type { ShardImage } from '../extractTasks.ts';
import { type Blobs, blobsIn } from './blobs.ts';
import { loadQueue } from './loadQueue.ts';
import { connectionTo, openRedis, withoutPassword } from './openRedis.ts';
import { names, queueName, type ShardAnswer, type ShardJob } from './shardJob.ts';

/** How many shards are in the queue at once: Redis holds their images, and not those of the whole run. */
const window = 64;

/**
 * Lets workers compute the shards, on any machines: model, images and tokens travel through Redis. A job whose worker was killed
 * goes to another one; an answer counts once, for the job that waits for it.
 */
export async function extractByQueue(
  call: ShardsCall & { readonly url: string; readonly onQueue: (url: string, workers: number) => void },
): Promise<void> {
  const { encoder, found, shards, signal, url } = call;
  const model = await modelBytes(encoder);
  const library = await loadQueue();
  const redis = await openRedis(url);
  const blobs = blobsIn(redis);
  const [name, connection, run] = [await queueName(), connectionTo(url), randomUUID()];
  const queue = new library.Queue<ShardJob, ShardAnswer>(name, { connection });
  const events = new library.QueueEvents(name, { connection });
  // They connect again by themselves; what is asked meanwhile waits.
  queue.on('error', () => {});
  events.on('error', () => {});
  const answers = waitFor(events);
  const beat = async (): Promise<void> => {
    await redis.set(names.alive(run), '1', 'EX', 180);
    await blobs.touch(names.model(run));
  };
  const heart = setInterval(() => void beat().catch(() => {}), 60_000);
  let count = 0;

  const turn = async (): Promise<void> => {
    for (let shard = shards.shift(); shard !== undefined; shard = shards.shift()) {
      const jobId = `${run}-${count++}`;
      const answer = answers.of(jobId);
      const { output, dataFormat } = encoder;
      const { preprocessing } = found;
      const { images, gone } = await filesOf(shard);
      const data = { run, model: names.model(run), output, dataFormat, preprocessing, images };
      await queue.add('shard', data, { jobId, removeOnComplete: true, removeOnFail: true });
      const { hashes, broken } = await untilStopped(answer, signal);
      const file = hashes.length === 0 ? undefined : await taken(blobs, names.tokens(jobId));
      await call.onShard({ file, hashes, broken: [...gone, ...broken] }, shard.length);
    }
  };

  try {
    await events.waitUntilReady();
    await blobs.write(names.model(run), model);
    await beat();
    call.onQueue(withoutPassword(url), await queue.getWorkersCount());
    await untilStopped(Promise.all(Array.from({ length: window }, turn)), signal);
  } finally {
    shards.length = 0;
    clearInterval(heart);
    // What a worker is at cannot be removed; it sees that nobody waits.
    await redis.del(names.alive(run));
    for (const id of answers.open()) await queue.remove(id).catch(() => 0);
    await blobs.remove(names.model(run));
    await events.close();
    await queue.close();
    await redis.quit();
  }
}

/** Answers by the numbers of their jobs. */
function waitFor(events: QueueEvents) {
  const waiting = new Map<string, (answer: ShardAnswer | Error) => void>();
  const tell = (jobId: string, answer: ShardAnswer | Error): void => {
    waiting.get(jobId)?.(answer);
    waiting.delete(jobId);
  };
  events.on('completed', ({ jobId, returnvalue }) => tell(jobId, returnvalue as unknown as ShardAnswer));
  events.on('failed', ({ jobId, failedReason }) => tell(jobId, new Error(failedReason)));
  return {
    open: (): readonly string[] => [...waiting.keys()],
    of: (jobId: string): Promise<ShardAnswer> => {
      const answer = new Promise<ShardAnswer>((resolve, reject) => {
        waiting.set(jobId, (found) => (found instanceof Error ? reject(failed(found)) : resolve(found)));
      });
      // Several may fail at once, of which one is told.
      answer.catch(() => {});
      return answer;
    },
  };
}

function failed({ message }: Error): unknown {
  try {
    return refuse('unavailable', {
      rule: 'workers must be able to compute tokens',
      came: `one says: ${message}`,
      fix: 'The same command goes on once it is mended.',
    });
  } catch (error) {
    return error;
  }
}

/** The files of a shard; one that is gone by now is broken. */
async function filesOf(shard: readonly ShardImage[]) {
  const images: ShardJob['images'][number][] = [];
  const gone: { readonly hash: string; readonly why: string }[] = [];
  for (const { source, hash } of shard) {
    const bytes = typeof source === 'string' ? await readFile(source).catch(() => undefined) : source;
    if (bytes === undefined) gone.push({ hash, why: 'the file is not there' });
    else images.push({ hash, bytes: Buffer.from(bytes).toString('base64') });
  }
  return { images, gone };
}

async function taken(blobs: Blobs, name: string): Promise<Uint8Array> {
  const file = await blobs.read(name);
  await blobs.remove(name);
  if (file !== undefined) return file;
  return refuse('unavailable', {
    rule: 'Redis must keep the tokens that a worker wrote',
    came: 'they are gone',
    fix: 'Give it memory and maxmemory-policy noeviction; the same command goes on.',
  });
}

async function modelBytes({ source, path }: Encoder): Promise<Uint8Array> {
  const bytes = typeof source === 'string' ? await readBytes(source) : source;
  if (externalFiles(bytes).length === 0) return bytes;
  return refuse('value', {
    rule: 'a model must hold its weights to travel to workers',
    came: `those of ${path} are in other files`,
    fix: 'Save it with its weights inside, or leave --queue out.',
  });
}
