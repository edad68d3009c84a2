// Runs models of onnxruntime-node in a thread of its own: its `run` keeps the thread that calls it busy.
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** @type {Map<number, InferenceSession>} */
const sessions = new Map();

/** What each message asks for, and the answer. */
const tasks = {
  async start({ id, model, options }) {
    sessions.set(id, await InferenceSession.create(model, options));
  },
  async run({ id, feeds }) {
    const session = sessions.get(id);
    const given = Object.fromEntries(
      session.inputNames.map((name) => {
        const { data, dims } = feeds[name];
        return [name, new Tensor('float32', data, dims)];
      }),
    );
    const results = await session.run(given);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => [name, { data, dims }]),
    );
  },
  async release({ id }) {
    await sessions.get(id).release();
    sessions.delete(id);
  },
};

parentPort.on('message', async ({ call, task, ...given }) => {
  try {
    parentPort.postMessage({ call, result: await tasks[task](given) });
  } catch (error) {
    parentPort.postMessage({ call, error: String(error?.message ?? error) });
  }
});
