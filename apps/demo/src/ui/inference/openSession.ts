import * as tf from '@tensorflow/tfjs';
import { loadClassifier } from '../../model/classifier.ts';
import { readLikeness } from '../../model/likeness.ts';
import { type BackendName, registerBackend, runningBackend } from './backends.ts';
import { Failure } from './Failure.ts';
import { Session } from './Session.ts';

/**
 * Loads the networks onto a backend and tries them once. If anything fails, the backend before is used further.
 *
 * The weights are read again, not moved: tfjs reads tensors of another backend synchronously, which WebGPU cannot do.
 */
export async function openSession(
  name: BackendName,
  read: (file: string) => Promise<ArrayBuffer>,
): Promise<Session> {
  const before: string | undefined = tf.getBackend();
  let session: Session | undefined;
  try {
    await start(name);
    session = await Failure.around('weights', async () => {
      const likeness = await readLikeness(read);
      return new Session(await loadClassifier(read), likeness);
    });
    await Failure.around('backend', tryOut.bind(undefined, session));
    return session;
  } catch (error) {
    session?.dispose();
    if (before) await tf.setBackend(before);
    throw error;
  }
}

async function start(name: BackendName): Promise<void> {
  await Failure.around('backend', async () => {
    await registerBackend(name);
    if (!(await tf.setBackend(name))) throw new Error(`${name} did not start`);
    // tfjs may stay with another backend without an error, so the running one is checked.
    if (runningBackend().name !== name) throw new Error(`${runningBackend().name} runs instead of ${name}`);
  });
}

/** Runs the networks once: a backend may start and still lack a kernel, or give no numbers. */
async function tryOut(session: Session): Promise<void> {
  const readings = await session.read(new Float32Array(28 * 28).fill(0.5), undefined);
  for (const [head, { probabilities }] of readings.heads) {
    if (!probabilities.every(Number.isFinite))
      throw new Error(`${head} answered with something that is no number`);
  }
}
