/** Numbers and their shape. */
export interface HostTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A model that runs. */
export interface TrainSession {
  readonly run: (
    feeds: Readonly<Record<string, HostTensor>>,
  ) => Promise<Readonly<Record<string, HostTensor>>>;
  readonly release: () => Promise<void>;
}

/** Loads a model. `sessionsOf` makes one from onnxruntime. */
export type StartSession = (model: Uint8Array) => Promise<TrainSession>;
