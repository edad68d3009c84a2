import type { InferenceSession, InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';
import type { HostTensor, StartSession } from './session.ts';

/** What is used of `onnxruntime-node` or `onnxruntime-web`. */
export interface Runtime {
  readonly InferenceSession: Pick<InferenceSessionFactory, 'create'>;
  readonly Tensor: TensorConstructor;
}

/**
 * Sessions of onnxruntime-node or onnxruntime-web, on the device that the options name.
 *
 * ```ts
 * const start = sessionsOf(await import('onnxruntime-node'));
 * ```
 */
export function sessionsOf(
  { InferenceSession, Tensor }: Runtime,
  options: InferenceSession.SessionOptions = {},
): StartSession {
  return async (model) => {
    // One thread: training keeps several sessions busy instead, and sums have one order.
    const single = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3, ...options } as const;
    const session = await InferenceSession.create(model, single);
    return {
      run: async (feeds) => {
        const given = Object.fromEntries(
          session.inputNames.map((name) => {
            const { data, dims } = feeds[name]!;
            return [name, new Tensor('float32', data, dims)] as const;
          }),
        );
        const results = await session.run(given);
        const read = Object.entries(results).map(async ([name, tensor]): Promise<[string, HostTensor]> => {
          const data = (await tensor.getData()) as Float32Array;
          return [name, { data, dims: tensor.dims }];
        });
        return Object.fromEntries(await Promise.all(read));
      },
      release: () => session.release(),
    };
  };
}
