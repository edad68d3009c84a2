/** What happens around the runs of a job. */
export interface Around {
  /** Waits before every run. Without it, a job that never waits would run once for every event. */
  readonly pause: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** Called with true when the first of several runs begins, and with false when nothing is left to do. */
  readonly onBusy?: (busy: boolean) => void;
}

/**
 * Makes a function to call whenever something changes. It runs the job, one run at a time. However often things change
 * during a run, only one more run follows, with the newest state. So a pen may move faster than the networks answer.
 */
export function keepUpToDate(job: () => Promise<void>, around: Around): () => void {
  let busy = false;
  let stale = false;

  const run = async (): Promise<void> => {
    busy = true;
    around.onBusy?.(true);
    while (stale) {
      await around.pause();
      stale = false;
      try {
        await job();
      } catch (error) {
        around.onFailure(error);
      }
    }
    busy = false;
    around.onBusy?.(false);
  };

  return () => {
    stale = true;
    if (!busy) void run();
  };
}
