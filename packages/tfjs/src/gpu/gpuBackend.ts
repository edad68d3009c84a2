import type { Plan, Task } from '@ggem/kernels';
import type * as tf from '@tensorflow/tfjs';

/** Plans a call in the language of a backend. */
export type PlanCall<K> = (task: Task) => Plan<K>;

/** What a kernel needs to have to be run. */
export interface GpuKernel {
  readonly name: string;
  /** Lengths of the axes of the result. */
  readonly shape: readonly number[];
}

/** A backend of tfjs that runs a kernel as a program of its own. */
export interface GpuBackend<K extends GpuKernel> {
  /** Runs a kernel; `args` has its arguments and more, by name, each with as many axes as the kernel reads it by. */
  readonly run: (kernel: K, args: Readonly<Record<string, tf.TensorInfo>>) => tf.TensorInfo;
  readonly dispose: (tensor: tf.TensorInfo) => void;
}
