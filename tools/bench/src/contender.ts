import type { Workload } from './workload.ts';

/** `ours` runs a formula of this project, `naive` what a user of the library would write, `baseline` what there is to reach. */
export type How = 'naive' | 'ours' | 'baseline';

export type Host = 'node' | 'browser';

/** One way to pool. A file in `src/contenders` exports an array of them as `contenders`, and they are in the run. */
export interface Contender {
  /** The library, or the package of this project. */
  readonly adapter: string;
  /** Where it runs. */
  readonly device: string;
  readonly how: How;
  /** What tells it from others of the same adapter and device, such as which graph. */
  readonly variant?: string;
  /** Default 1. */
  readonly threads?: number;
  readonly hosts: readonly Host[];
  /** What it has no way to compute is left out of the table. */
  readonly can: (workload: Workload) => boolean;
  /** Loads the library; throws where it is missing, and the contender is left out with the reason. */
  readonly open: () => Promise<OpenContender>;
}

export interface OpenContender {
  /** Puts the inputs where the library wants them, which is not timed. */
  readonly prepare: (workload: Workload) => Job | Promise<Job>;
  readonly close?: () => void | Promise<void>;
}

/** A contender with its inputs at hand. */
export interface Job {
  /** Comes before each turn and is not timed: other contenders may have left the library on another device. */
  readonly activate?: () => unknown;
  /** One call, finished when it returns. It frees what the call before it made. */
  readonly run: () => void | Promise<void>;
  /** Where the contender holds the clock itself: one call, in milliseconds. Takes the place of `run`'s clock. */
  readonly timed?: () => Promise<number>;
  /** What the last call computed: `[batch, channels]`, of a gradient `[batch, tokens, channels]`. Compared, so that no call is dead code. */
  readonly result: () => ArrayLike<number> | Promise<ArrayLike<number>>;
  /** It pools nothing, so that there is nothing to compare. */
  readonly unchecked?: boolean;
  readonly dispose: () => void | Promise<void>;
}

/** What tells contenders apart. */
export type ContenderName = Pick<Contender, 'adapter' | 'device' | 'how' | 'variant' | 'threads'>;

/** A contender's name in tables and on the command line. */
export function nameOf({ adapter, device, how, variant, threads = 1 }: ContenderName): string {
  const parts = [how === 'ours' ? '' : how, variant, threads > 1 ? `${threads} threads` : ''].filter(Boolean);
  return `${adapter}:${device}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
}
