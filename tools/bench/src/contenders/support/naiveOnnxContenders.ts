import type { Contender, Host } from '../../contender.ts';
import { type NaiveGraph, naiveOnnx } from './naiveOnnx.ts';
import { type OnnxRuntime, prepareModel } from './runModel.ts';

interface Place {
  readonly adapter: string;
  readonly device: string;
  readonly hosts: readonly Host[];
  readonly load: () => Promise<OnnxRuntime>;
}

/** onnxruntime with graphs written by hand; forward only, since onnxruntime has no gradients. */
export function naiveOnnxContenders({ adapter, device, hosts, load }: Place): readonly Contender[] {
  return ([undefined, 'Pow', 'Exp(p Log)'] as const).map(
    (graph: NaiveGraph | undefined): Contender => ({
      adapter,
      device,
      how: 'naive',
      ...(graph !== undefined && { variant: graph }),
      hosts,
      // Mean and max have one graph, power means two.
      can: ({ pass, p, query }) =>
        query === undefined && pass === 'forward' && (p !== undefined) === (graph !== undefined),
      open: async () => {
        const runtime = await load();
        return {
          prepare: (workload) =>
            prepareModel(runtime, workload, { model: naiveOnnx(workload, graph), tokens: 'x', output: 'y' }),
        };
      },
    }),
  );
}
