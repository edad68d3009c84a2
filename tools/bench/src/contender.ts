import type { Workload } from './workload.ts';

/** `ours` runs a formula of this project, `naive` what a user of the library would write, `baseline` sets a limit to reach. */
export type How = 'naive' | 'ours' | 'baseline';

export type Host = 'node' | 'browser';

/** One way to pool. A file in `src/contenders` exports an array of them as `contenders`, and they are in the run. */
export interface Contender {
  /** The library, or the package of this project. */
  readonly adapter: string;
  /** Where it runs. */
  readonly device: string;
  readonly how: How;
  /** How it differs from others of the same adapter and device, such as the name of its graph. */
  readonly variant?: string;
  /** Default 1. */
  readonly threads?: number;
  readonly hosts: readonly Host[];
  /** Whether it can compute a workload; the table leaves out those that it cannot. */
  readonly can: (workload: Workload) => boolean;
  /** Loads the library. If it throws, the contender is left out, with the reason. */
  readonly open: () => Promise<OpenContender>;
}

export interface OpenContender {
  /** Puts the inputs where the library needs them; this is not timed. */
  readonly prepare: (workload: Workload) => Job | Promise<Job>;
  readonly close?: () => void | Promise<void>;
}

/** A contender with its inputs at hand. */
export interface Job {
  /** Runs before each turn, and is not timed: other contenders may have moved the library to another device. */
  readonly activate?: () => unknown;
  /** One call, finished when it returns. It frees the result of the call before. */
  readonly run: () => void | Promise<void>;
  /** One call, timed by the contender itself, in milliseconds. If it is given, `run` is not timed. */
  readonly timed?: () => Promise<number>;
  /** The result of the last call: `[batch, channels]`, of a gradient `[batch, tokens, channels]`. It is compared, so that no call is dead code. */
  readonly result: () => ArrayLike<number> | Promise<ArrayLike<number>>;
  /** How many programs a call launches, on a graphics card; one call is made for it. */
  readonly programs?: () => number | undefined;
  /** Set where it pools nothing, so that there is nothing to compare. */
  readonly unchecked?: boolean;
  readonly dispose: () => void | Promise<void>;
}

/** What identifies a contender. */
export type ContenderName = Pick<Contender, 'adapter' | 'device' | 'how' | 'variant' | 'threads'>;

/** A contender's name in tables and on the command line. */
export function nameOf({ adapter, device, how, variant, threads = 1 }: ContenderName): string {
  const parts = [how === 'ours' ? '' : how, variant, threads > 1 ? `${threads} threads` : ''].filter(Boolean);
  return `${adapter}:${device}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
}
