/** Whether training should stop, because of Ctrl-C or because the parent process has ended; asked after every step. */
export interface StopSignal {
  readonly stopped: boolean;
  /** Called once, when the first signal comes. */
  onStop(action: () => void): void;
}

export function stopSignal(): StopSignal {
  let stopped = false;
  const actions: (() => void)[] = [];
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    for (const action of actions) action();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (process.send !== undefined) {
    process.on('disconnect', stop);
    // Otherwise this listener alone would keep the process alive.
    process.channel?.unref();
  }
  return {
    get stopped() {
      return stopped;
    },
    onStop: (action) => {
      actions.push(action);
    },
  };
}
