/** What goes on around the job. */
export interface Around {
  /** Comes before every run. A job that never waits for anything would else run once for every event. */
  readonly pause: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** Told when the first of several runs begins, and when nothing is left to do. */
  readonly onBusy?: (busy: boolean) => void;
}

/**
 * Gives a function to call whenever something changes. It runs the job, one run at a time; however often things change
 * meanwhile, one more run follows, which finds the newest state. A pen can so move faster than the networks answer.
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
