import type * as tf from '@tensorflow/tfjs';

/** What a kernel needs to have to be run. */
export interface GpuKernel {
  readonly name: string;
}

/** A backend of tfjs that runs a kernel as a program of its own. */
export interface GpuBackend<K extends GpuKernel> {
  /** Runs a kernel; `args` has its arguments and more, by name, each with as many axes as the kernel reads it by. */
  readonly run: (kernel: K, args: Readonly<Record<string, tf.TensorInfo>>) => tf.TensorInfo;
  /** A new tensor of one axis. */
  readonly upload: (values: Float32Array) => tf.TensorInfo;
  readonly dispose: (tensor: tf.TensorInfo) => void;
}
