import * as tf from '@tensorflow/tfjs';

/**
 * The tensors of a backend whose memory lies on the host, read and written without a copy, as its own kernels do.
 */
export interface HostTensors {
  /** Makes a new tensor, whose values are still to be written. It may move memory: call `read` afterwards. */
  readonly make: (shape: number[]) => tf.TensorInfo;
  /** Values of float32 tensors, all read at once, since bringing one into memory may move the others. */
  readonly read: (tensors: readonly tf.TensorInfo[]) => Float32Array[];
}

/** The part of the wasm backend that its kernels use. */
interface WasmBackend {
  readonly makeOutput: (shape: number[], dtype: 'float32') => tf.TensorInfo;
  readonly typedArrayFromHeap: (tensor: tf.TensorInfo) => Float32Array;
}

/** The part of the cpu backend that its kernels use. */
interface CpuBackend {
  readonly makeTensorInfo: (shape: number[], dtype: 'float32', values: Float32Array) => tf.TensorInfo;
  readonly data: { readonly get: (dataId: object) => { readonly values: ArrayLike<number> } };
}

export const hostTensors: Readonly<Record<string, (backend: unknown) => HostTensors>> = {
  wasm: (backend) => {
    const { makeOutput, typedArrayFromHeap } = bound(
      backend as WasmBackend,
      'makeOutput',
      'typedArrayFromHeap',
    );
    return {
      make: (shape) => makeOutput(shape, 'float32'),
      read: (tensors) => {
        // This brings in tensors of another backend first: a heap that grows for one detaches all views made before.
        for (const tensor of tensors) typedArrayFromHeap(tensor);
        return tensors.map((tensor) => typedArrayFromHeap(tensor));
      },
    };
  },
  cpu: (backend) => {
    const { makeTensorInfo, data } = bound(backend as CpuBackend, 'makeTensorInfo');
    return {
      make: (shape) => makeTensorInfo(shape, 'float32', new Float32Array(tf.util.sizeFromShape(shape))),
      read: (tensors) =>
        tensors.map(({ dataId }) => {
          const { values } = data.get(dataId);
          return values instanceof Float32Array ? values : Float32Array.from(values);
        }),
    };
  },
};

function bound<T extends object>(backend: T, ...methods: (keyof T)[]): T {
  const own: T = { ...backend };
  for (const name of methods)
    own[name] = (backend[name] as unknown as (...args: unknown[]) => unknown).bind(backend) as T[typeof name];
  return own;
}
