import { basename, join } from 'node:path';
import type { ReadyTokens, TokensCall } from '../extract/readyTokens.ts';
import { keptAnswer } from '../files/keptAnswer.ts';
import { startThread } from '../threads/startThread.ts';
import { threadPool } from '../threads/threadPool.ts';
import type { ProbeAnswer, ProbeTask, ProbeTasks } from './probeTasks.ts';

/** What differs between the trainings of a run. */
export type ProbeAsk = Pick<ProbeTask, 'spec' | 'train' | 'test' | 'rate' | 'seed'>;

/** Trainings on cached tokens, on all threads; those that were done before are taken from the disk. */
export interface ProbePool {
  readonly ask: (task: ProbeAsk) => Promise<ProbeAnswer>;
  readonly end: () => Promise<void>;
}

/** What the trainings of a run have in common. */
export interface ProbePoolCall extends Pick<TokensCall, 'cache' | 'threads' | 'signal'> {
  readonly epochs: number;
  /** Images of a step. */
  readonly batch: number;
  readonly onTraining: (done: number, total: number) => void;
}

/** Starts threads for so many trainings of poolings with a head. `labels` has the class of each image, from 0 on. */
export function probePool(
  { cache, threads, signal, epochs, batch, onTraining }: ProbePoolCall,
  { cache: tokens, layout, images }: ReadyTokens,
  { labels, classes }: Pick<ProbeTask, 'labels' | 'classes'>,
  total: number,
): ProbePool {
  const hashes = images.map(({ hash }) => hash);
  const where = { folder: tokens.folder, places: hashes.map((hash) => tokens.places.get(hash)!) };
  const known = {
    ...{ tokens: layout.tokens, channels: layout.channels, labels, classes },
    ...{ epochs, batch },
  };
  const blame = (message: string): string => `lab: a pooling could not be trained: ${message}. Leave it out.`;
  const start = () => startThread<ProbeTasks>('probe/probeThread', blame);
  const pool = threadPool(Math.min(threads, total), start, signal);
  let done = 0;
  return {
    ask: async ({ train, test, spec, rate, seed }) => {
      const task = { ...known, train, test, spec, rate, seed };
      const place = {
        folder: join(cache, 'probes'),
        about: [1, basename(tokens.folder), hashes, task],
        isWhole: ({ named }: Partial<ProbeAnswer>) => named?.length === test.length,
      };
      try {
        return await keptAnswer(place, () => pool.ask('train', { ...where, ...task }));
      } finally {
        if (!signal.aborted) onTraining(++done, total);
      }
    },
    end: pool.end,
  };
}
