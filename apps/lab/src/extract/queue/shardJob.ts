import type { DataFormat } from '@ggem/core';
import type { Preprocessing } from '@ggem/embed';
import { versionsOf } from '../../versionsOf.ts';
import type { Shard } from '../extractTasks.ts';

/** A shard as it travels: all that a worker needs, so that it may run on another machine. */
export interface ShardJob {
  /** The run that asks. A worker leaves what nobody waits for any more. */
  readonly run: string;
  /** Where the model lies, the value to pool, and how images are prepared. */
  readonly model: string;
  readonly output: string;
  readonly dataFormat: DataFormat;
  readonly preprocessing: Preprocessing;
  /** Files of images in base64. */
  readonly images: readonly { readonly hash: string; readonly bytes: string }[];
}

/** What a worker answers; the tokens lie under `tokensName`. */
export type ShardAnswer = Omit<Shard, 'file'>;

/** The queue: workers of another version or another runtime, whose tokens could be others, have another one. */
export async function queueName(): Promise<string> {
  const versions = await versionsOf();
  return `ggem-lab-${versions['@ggem/lab']}-onnxruntime-${versions['onnxruntime-node']}`;
}

/** Names of what lies beside the queue. */
export const names = {
  alive: (run: string): string => `ggem-lab:run:${run}`,
  model: (run: string): string => `ggem-lab:model:${run}`,
  tokens: (job: string): string => `ggem-lab:tokens:${job}`,
} as const;
