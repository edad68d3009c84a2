import type { FinetuneProgress } from './finetuneCall.ts';
import type { FinetuneStep } from './finetuneTasks.ts';

/** How far many trainings are, some of which may be done already. */
export interface WorkLeft {
  readonly onTokens: (step: FinetuneStep | undefined) => void;
  readonly training: (name: string) => {
    readonly onStep: (step: FinetuneStep | undefined) => void;
    readonly onDone: () => void;
  };
}

/** Counts trainings and steps, and tells how long the rest takes at the pace since the first step. */
export function workLeft(total: number, tell: (progress: FinetuneProgress) => void): WorkLeft {
  const shares = new Map<string, number>();
  let [done, kept] = [0, 0];
  let begun: number | undefined;
  const say = (name: string, loss?: number): void => {
    const share = [...shares.values()].reduce((a, b) => a + b, 0) / total;
    const seconds = begun === undefined ? 0 : (performance.now() - begun) / 1000;
    const made = share - kept / total;
    tell({ done, total, share, name, loss, secondsLeft: made > 0 ? (seconds / made) * (1 - share) : 0 });
  };
  return {
    onTokens: (step) => {
      begun ??= performance.now();
      if (step !== undefined) say(`tokens to start from ${step.done}/${step.total}`);
    },
    training: (name) => ({
      onStep: (step) => {
        begun ??= performance.now();
        if (step === undefined || step.total === 0) return;
        shares.set(name, step.done / step.total);
        say(name, step.loss);
      },
      onDone: () => {
        // What was never at work was done by an earlier run.
        if (!shares.has(name)) kept++;
        shares.set(name, 1);
        done++;
        say(name);
      },
    }),
  };
}
