import type * as Common from 'onnxruntime-common';
import type { Contender, Host, Job } from '../../contender.ts';
import type { Workload } from '../../workload.ts';
import { type NaiveGraph, naiveOnnx } from './naiveOnnx.ts';

/** What both packages of onnxruntime export. */
export type OnnxRuntime = Pick<typeof Common, 'InferenceSession' | 'Tensor'>;

interface Place {
  readonly adapter: string;
  readonly device: string;
  readonly hosts: readonly Host[];
  readonly load: () => Promise<OnnxRuntime>;
}

/** onnxruntime with graphs written by hand; forward only, as it has no gradients. */
export function naiveOnnxContenders({ adapter, device, hosts, load }: Place): readonly Contender[] {
  return ([undefined, 'Pow', 'Exp(p Log)'] as const).map(
    (graph: NaiveGraph | undefined): Contender => ({
      adapter,
      device,
      how: 'naive',
      ...(graph !== undefined && { variant: graph }),
      hosts,
      // Mean and max have one graph, power means two.
      can: ({ pass, p }) => pass === 'forward' && (p !== undefined) === (graph !== undefined),
      open: async () => {
        const runtime = await load();
        return { prepare: (workload) => prepareModel(runtime, workload, naiveOnnx(workload, graph)) };
      },
    }),
  );
}

/** Runs a model from `x` to `y`. */
export async function prepareModel(
  { InferenceSession, Tensor }: OnnxRuntime,
  { x, batch, tokens, channels }: Workload,
  model: Uint8Array,
): Promise<Job> {
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const feeds = { x: new Tensor('float32', x, [batch, tokens, channels]) };
  let last: Common.Tensor | undefined;
  return {
    run: async () => {
      last?.dispose();
      ({ y: last } = await session.run(feeds));
    },
    result: () => last!.getData() as Promise<Float32Array>,
    dispose: () => session.release(),
  };
}
