import { type KernelTarget, type WgslKernel, wgslOf } from '@ggem/kernels';
import type * as tf from '@tensorflow/tfjs';
import type { GpuBackend } from './gpuBackend.ts';
import { lostError } from './lostError.ts';

/** The part of the webgpu backend that programs need; tfjs has its package apart. */
export interface WebGpuBackend {
  readonly runWebGPUProgram: (
    program: WebGpuProgram,
    inputs: readonly tf.TensorInfo[],
    outputDtype: 'float32',
  ) => tf.TensorInfo;
  readonly makeTensorInfo: (shape: number[], dtype: 'float32', values: Float32Array) => tf.TensorInfo;
  readonly disposeData: (dataId: object) => boolean;
  readonly device: GPUDevice;
}

/** A program as the webgpu backend wants it. */
interface WebGpuProgram {
  readonly variableNames: string[];
  readonly outputShape: number[];
  shaderKey: string;
  dispatch: [number, number, number];
  readonly dispatchLayout: { readonly x: number[] };
  readonly workgroupSize: [number, number, number];
  readonly getUserCode: () => string;
}

/**
 * WGSL as tfjs wants it: it declares the bindings, the uniforms behind them and the entry point, which calls `main`. A
 * binding that a shader does not use is none, so that the uniforms are named.
 */
export const tfjsWgsl: KernelTarget<WgslKernel> = wgslOf({
  valuesAtMost: 8,
  branches: true,
  frame: ({ helpers, body }) =>
    [
      ...helpers,
      'fn main(index: i32) {',
      ...['_ = uniforms.NAN;', 'let id = globalId;', ...body].map((line) => `  ${line}`),
      '}',
    ].join('\n'),
});

/** Devices that were seen, and why they were lost once they are. */
const devices = new WeakMap<GPUDevice, { lost?: string }>();

function stateOf(device: GPUDevice): { readonly lost?: string } {
  const known = devices.get(device);
  if (known) return known;
  const state: { lost?: string } = {};
  devices.set(device, state);
  void device.lost.then(({ message, reason }) => {
    state.lost = message || reason;
  });
  return state;
}

/** Runs kernels as programs of the webgpu backend. */
export function webgpuBackend(backend: WebGpuBackend): GpuBackend<WgslKernel> {
  const { lost } = stateOf(backend.device);
  const dispose = ({ dataId }: tf.TensorInfo): void => void backend.disposeData(dataId);
  const upload = (values: Float32Array): tf.TensorInfo =>
    backend.makeTensorInfo([values.length], 'float32', values);
  return {
    run: ({ bindings, shape, source, workgroupSize, workgroups }, args) => {
      if (lost !== undefined) {
        throw lostError(
          'the WebGPU device',
          lost,
          "call tf.removeBackend('webgpu'), then register the backend again with a new device",
        );
      }
      const made: tf.TensorInfo[] = [];
      const inputs = bindings.flatMap((binding) => {
        if (binding.kind === 'result') return [];
        if (binding.kind === 'argument') return [{ name: binding.name, tensor: args[binding.name]! }];
        const tensor = upload(Float32Array.from(binding.values));
        made.push(tensor);
        return [{ name: binding.kind, tensor }];
      });
      const program: WebGpuProgram = {
        variableNames: inputs.map(({ name }) => name),
        outputShape: [...shape],
        shaderKey: source,
        dispatch: [...workgroups],
        dispatchLayout: { x: shape.map((_, axis) => axis) },
        workgroupSize: [workgroupSize, 1, 1],
        getUserCode: () => source,
      };
      const tensors = inputs.map(({ tensor }) => tensor);
      const result = backend.runWebGPUProgram(program, tensors, 'float32');
      made.forEach(dispose);
      return result;
    },
    upload,
    dispose,
  };
}
