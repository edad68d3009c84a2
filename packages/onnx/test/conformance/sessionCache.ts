import type { InferenceSession } from 'onnxruntime-common';

/** A build of onnxruntime on one of its devices. */
export interface Runtime {
  /** For ragged tokens, positions may be computed on the CPU, since they are whole numbers. */
  readonly create: (model: Uint8Array, options?: { readonly isRagged: boolean }) => Promise<InferenceSession>;
  /** The device on which everything has really run so far. */
  readonly answers: () => string | Promise<string>;
  readonly about: Readonly<Record<string, string>>;
}

/** Sessions by the model that they hold: cases of one spec share it, whatever their batch and tokens. */
export class SessionCache {
  private readonly runtime: Runtime;
  private readonly sessions = new Map<string, InferenceSession>();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** The session of a key; its model is made where there is none. */
  async get(key: string, model: () => Uint8Array, isRagged = false): Promise<InferenceSession> {
    const found = this.sessions.get(key);
    if (found !== undefined) return found;
    const session = await this.runtime.create(model(), { isRagged });
    this.sessions.set(key, session);
    return session;
  }

  async release(): Promise<void> {
    for (const session of this.sessions.values()) await session.release();
    this.sessions.clear();
  }
}
