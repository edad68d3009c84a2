import { GgemError } from '@ggem/core';

/** Whether a pooling may take a call. It does one at a time, and none after it was disposed. */
export class CallState {
  private readonly type: string;
  private state: 'ready' | 'running' | 'disposed' = 'ready';

  /** `type` is that of the spec, for messages. */
  constructor(type: string) {
    this.type = type;
  }

  /** Throws a `GgemError` with code `state` where no call may begin. */
  check(): void {
    const fail = (message: string): never => {
      throw new GgemError('state', `${this.type}: ${message}`);
    };
    if (this.state === 'disposed') fail('the pooling was disposed. Create a new one.');
    if (this.state === 'running') {
      fail(
        'a pooling does one call at a time, but another came while one ran. Await it, or create a second pooling.',
      );
    }
  }

  async whileRunning<R>(call: () => Promise<R>): Promise<R> {
    this.state = 'running';
    try {
      return await call();
    } finally {
      if (this.state === 'running') this.state = 'ready';
    }
  }

  /** Memory is given back only once, and never while threads run, since another pooling will use it. */
  dispose(memory: { readonly giveBack: () => void; readonly abandon: () => void }): void {
    if (this.state === 'ready') memory.giveBack();
    else if (this.state === 'running') memory.abandon();
    this.state = 'disposed';
  }
}
