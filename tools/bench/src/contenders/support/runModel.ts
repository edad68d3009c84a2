import type * as Common from 'onnxruntime-common';
import type { Job } from '../../contender.ts';
import type { Workload } from '../../workload.ts';

/** What both packages of onnxruntime export. */
export type OnnxRuntime = Pick<typeof Common, 'InferenceSession' | 'Tensor'>;

export interface Model {
  readonly model: Uint8Array;
  /** Names of the input for the tokens, and of the output that is compared. */
  readonly tokens: string;
  readonly output: string;
  /** Further inputs. */
  readonly inputs?: Readonly<
    Record<string, { readonly data: Float32Array; readonly shape: readonly number[] }>
  >;
}

/** Runs a model on one thread. */
export async function prepareModel(
  { InferenceSession, Tensor }: OnnxRuntime,
  { x, batch, tokens, channels }: Workload,
  { model, tokens: name, output, inputs = {} }: Model,
): Promise<Job> {
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const further = Object.entries(inputs).map(
    ([key, { data, shape }]) => [key, new Tensor('float32', data, [...shape])] as const,
  );
  const feeds = {
    [name]: new Tensor('float32', x, [batch, tokens, channels]),
    ...Object.fromEntries(further),
  };
  let last: Common.InferenceSession.OnnxValueMapType | undefined;
  const free = (): void => {
    for (const value of Object.values(last ?? {})) (value as Common.Tensor).dispose();
  };
  return {
    run: async () => {
      free();
      last = await session.run(feeds);
    },
    result: () => (last![output] as Common.Tensor).getData() as Promise<Float32Array>,
    dispose: () => session.release(),
  };
}
