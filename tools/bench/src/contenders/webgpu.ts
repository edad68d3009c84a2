import type { Contender, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';
import { type OpenedWebgpu, openWebgpu } from './support/openWebgpu.ts';

/** One thread for each channel, with the definition in a loop, as a user of WebGPU would write it. */
const source = ({ batch, tokens, channels }: Workload): string => `
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> p: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${batch * channels}u) { return; }
  let image = id.x / ${channels}u;
  let channel = id.x % ${channels}u;
  var sum = 0.0;
  for (var n = 0u; n < ${tokens}u; n++) {
    sum += pow(max(x[(image * ${tokens}u + n) * ${channels}u + channel], 0.000001), p[channel]);
  }
  y[id.x] = pow(sum / ${tokens}.0, 1.0 / p[channel]);
}`;

/** WebGPU with a shader written by hand; forward only, since a user without a library has no gradients. */
export const contenders: readonly Contender[] = [
  {
    adapter: 'WebGPU',
    device: 'webgpu',
    how: 'naive',
    hosts: ['browser'],
    can: ({ pass, p, query }) => pass === 'forward' && p !== undefined && query === undefined,
    open: async () => {
      const opened = await openWebgpu();
      return {
        prepare: (workload) => prepare(opened, workload),
        close: () => opened.device.destroy(),
      };
    },
  },
];

async function prepare({ device, put, read }: OpenedWebgpu, workload: Workload): Promise<Job> {
  const { batch, channels, x, p } = workload;
  const buffers = [put(x), put(p!), put(new Float32Array(batch * channels))];
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: source(workload) }), entryPoint: 'main' },
  });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return {
    run: async () => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(Math.ceil((batch * channels) / 64));
      pass.end();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
    },
    programs: () => 1,
    result: () => read(buffers[2]!),
    dispose: () => {
      for (const buffer of buffers) buffer.destroy();
    },
  };
}
