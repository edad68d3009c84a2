import type { TrainingModels } from '@ggem/onnx/training';
import type { HostTensor, StartSession, TrainSession } from '../session/session.ts';

type Feeds = Readonly<Record<string, HostTensor>>;
type Model = 'front' | 'step' | 'evaluate';

/** Sessions of the models of training, one for each part of a batch. They are loaded when they are needed. */
export interface SessionPool {
  /** Runs a model for each of the feeds, side by side. */
  readonly run: (model: Model, feeds: readonly Feeds[]) => Promise<readonly Feeds[]>;
  readonly release: () => Promise<void>;
}

/** The sessions of training. */
export function sessionPool({ front, step, evaluate }: TrainingModels, start: StartSession): SessionPool {
  const bytes: Readonly<Record<Model, Uint8Array | undefined>> = {
    front,
    step: step.bytes,
    evaluate: evaluate.bytes,
  };
  const open = new Map<Model, TrainSession[]>();
  return {
    run: async (model, feeds) => {
      const sessions = open.get(model) ?? [];
      open.set(model, sessions);
      // One after the other: onnxruntime-web loads no two at a time.
      while (sessions.length < feeds.length) sessions.push(await start(bytes[model]!));
      return Promise.all(feeds.map((one, i) => sessions[i]!.run(one)));
    },
    release: async () => {
      for (const session of [...open.values()].flat()) await session.release();
      open.clear();
    },
  };
}
