import type { PoolingSpec } from '@ggem/core';
import type { Contender, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';
import { type OpenedWebgpu, openWebgpu } from './support/openWebgpu.ts';
import { workspacePackage } from './support/workspacePackage.ts';

type Shape = { readonly tokens: number; readonly channels: number };
interface Call {
  readonly batch: number;
  readonly parameters?: Readonly<Record<string, Float32Array>>;
}
interface Pooling {
  (tokens: GPUBuffer, call: Call): Promise<GPUBuffer>;
  readonly destroy: () => void;
}
interface Gradients {
  readonly tokens: GPUBuffer;
  readonly parameters: Readonly<Record<string, GPUBuffer>>;
}
interface PoolingGradient {
  (tokens: GPUBuffer, dy: GPUBuffer, call: Call): Promise<Gradients>;
  readonly destroy: () => void;
}

/** The part of `@ggem/webgpu` that is used here. */
interface GgemWebgpu {
  readonly createPooling: (device: GPUDevice, spec: PoolingSpec, shape: Shape) => Pooling;
  readonly createPoolingGradient: (device: GPUDevice, spec: PoolingSpec, shape: Shape) => PoolingGradient;
}

/** Poolings of `@ggem/webgpu`, whose tokens and results lie on the device. */
export const contenders: readonly Contender[] = [
  {
    adapter: 'WebGPU',
    device: 'webgpu',
    how: 'ours',
    variant: '@ggem/webgpu',
    hosts: ['browser'],
    can: () => true,
    open: async () => {
      const ours = await workspacePackage<GgemWebgpu>('webgpu');
      const opened = await openWebgpu();
      return {
        prepare: (workload) => prepare(ours, opened, workload),
        close: () => opened.device.destroy(),
      };
    },
  },
];

function prepare(
  { createPooling, createPoolingGradient }: GgemWebgpu,
  { device, put, read, launched }: OpenedWebgpu,
  { pass, pooling, x, dy, batch, tokens, channels, query }: Workload,
): Job {
  const call = { batch, ...(query && { parameters: { 'attend.query': query } }) };
  const given = [put(x), put(dy)] as const;
  const own = (pass === 'forward' ? createPooling : createPoolingGradient)(device, pooling, {
    tokens,
    channels,
  });
  let made: readonly GPUBuffer[] = [];
  let programs = 0;
  const free = (): void => {
    for (const buffer of made) buffer.destroy();
  };
  return {
    run: async () => {
      free();
      const before = launched();
      if (pass === 'forward') made = [await (own as Pooling)(given[0], call)];
      else {
        const { tokens: dx, parameters } = await (own as PoolingGradient)(...given, call);
        made = [dx, ...Object.values(parameters)];
      }
      programs = launched() - before;
      await device.queue.onSubmittedWorkDone();
    },
    programs: () => programs,
    result: () => read(made[0]!),
    dispose: () => {
      free();
      own.destroy();
      for (const buffer of given) buffer.destroy();
    },
  };
}
