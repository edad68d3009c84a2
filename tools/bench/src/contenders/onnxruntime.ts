import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Contender, Host, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';
import { type NaiveGraph, naiveOnnx } from './support/naiveOnnx.ts';
import { type OnnxRuntime, startOnnxRuntime } from './support/startOnnxRuntime.ts';

const runtimes: readonly (readonly [adapter: string, device: string, hosts: readonly Host[]])[] = [
  ['onnxruntime-node', 'cpu', ['node']],
  ['onnxruntime-web', 'wasm', ['node', 'browser']],
];

/** onnxruntime with graphs written by hand; forward only, as it has no gradients. */
export const contenders: readonly Contender[] = runtimes.flatMap(([adapter, device, hosts]) =>
  ([undefined, 'Pow', 'Exp(p Log)'] as const).map(
    (graph: NaiveGraph | undefined): Contender => ({
      adapter,
      device,
      how: 'naive',
      ...(graph !== undefined && { variant: graph }),
      hosts,
      // Mean and max have one graph, power means two.
      can: ({ pass, p }) => pass === 'forward' && (p !== undefined) === (graph !== undefined),
      open: async () => {
        const runtime = await startOnnxRuntime(adapter);
        return { prepare: (workload) => prepare(runtime, workload, naiveOnnx(workload, graph)) };
      },
    }),
  ),
);

/** Also for further graphs: from `x` to `y`. */
export async function prepare(
  { InferenceSession, Tensor }: OnnxRuntime,
  { x, batch, tokens, channels }: Workload,
  model: Uint8Array,
): Promise<Job> {
  const session: InferenceSession = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const feeds = { x: new Tensor('float32', x, [batch, tokens, channels]) };
  let last: Tensor | undefined;
  return {
    run: async () => {
      last?.dispose();
      ({ y: last } = await session.run(feeds));
    },
    result: () => last!.getData() as Promise<Float32Array>,
    dispose: () => session.release(),
  };
}
