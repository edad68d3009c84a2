import type { PoolingSpec } from '@ggem/core';
import type { Contender, Host } from '../contender.ts';
import { type OnnxRuntime, prepareModel } from './support/runModel.ts';
import { startOnnxNode } from './support/startOnnxNode.ts';
import { startOnnxWeb } from './support/startOnnxWeb.ts';
import { workspacePackage } from './support/workspacePackage.ts';

interface ModelOptions {
  readonly channels: number;
  readonly values?: Readonly<Record<string, Float32Array>>;
}

/** The part of `@ggem/onnx` that is used here. */
interface GgemOnnx {
  readonly poolingModel: (spec: PoolingSpec, options: ModelOptions) => Uint8Array;
  readonly poolingGradientModel: (spec: PoolingSpec, options: ModelOptions) => Uint8Array;
}

const runtimes: readonly (readonly [
  adapter: string,
  device: string,
  hosts: readonly Host[],
  start: () => Promise<OnnxRuntime>,
])[] = [
  ['onnxruntime-web', 'wasm', ['node', 'browser'], startOnnxWeb],
  ['onnxruntime-node', 'cpu', ['node'], startOnnxNode],
];

/** onnxruntime with the graphs of `@ggem/onnx`. */
export const contenders: readonly Contender[] = runtimes.map(
  ([adapter, device, hosts, start]): Contender => ({
    adapter,
    device,
    how: 'ours',
    variant: '@ggem/onnx',
    hosts,
    can: () => true,
    open: async () => {
      const { poolingModel, poolingGradientModel } = await workspacePackage<GgemOnnx>('onnx');
      const runtime = await start();
      return {
        prepare: (workload) => {
          const { pass, pooling, channels, p, dy, batch, query } = workload;
          const values = query ? { 'attend.query': query } : {};
          if (pass === 'forward') {
            const model = poolingModel(pooling, { channels, values });
            return prepareModel(runtime, workload, { model, tokens: 'tokens', output: 'pooled' });
          }
          const exponents =
            'p' in pooling && p ? { p: Float32Array.from([pooling.p].flat().map(Number)) } : {};
          const parameters = Object.entries({ ...exponents, ...values }).map(
            ([name, data]) =>
              [
                name,
                { data, shape: name === 'p' ? [data.length] : [data.length / channels, channels] },
              ] as const,
          );
          return prepareModel(runtime, workload, {
            model: poolingGradientModel(pooling, { channels }),
            tokens: 'tokens',
            output: 'tokens_gradient',
            inputs: {
              pooled_gradient: { data: dy, shape: [batch, channels] },
              ...Object.fromEntries(parameters),
            },
          });
        },
      };
    },
  }),
);
