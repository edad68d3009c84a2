/** Values of `GPUBufferUsage` and `GPUMapMode`, which TypeScript does not declare. */
const [MAP_READ, COPY_SRC, COPY_DST, STORAGE] = [0x01, 0x04, 0x08, 0x80];

/** A device with what a contender needs of it. */
export interface OpenedWebgpu {
  readonly device: GPUDevice;
  /** A buffer that holds these values. */
  readonly put: (values: Float32Array) => GPUBuffer;
  readonly read: (buffer: GPUBuffer) => Promise<Float32Array>;
  /** How many programs were launched so far. */
  readonly launched: () => number;
}

/** Opens WebGPU; throws where there is none. */
export async function openWebgpu(): Promise<OpenedWebgpu> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter();
  if (!adapter) throw new Error('there is no WebGPU adapter');
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
      maxBufferSize: adapter.limits.maxBufferSize,
    },
  });
  const launched = countLaunches(device);
  return {
    device,
    launched,
    put: (values) => {
      const buffer = device.createBuffer({
        size: values.byteLength,
        usage: STORAGE | COPY_DST | COPY_SRC,
      });
      device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
      return buffer;
    },
    read: async (buffer) => {
      const reading = device.createBuffer({ size: buffer.size, usage: MAP_READ | COPY_DST });
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, reading, 0, buffer.size);
      device.queue.submit([encoder.finish()]);
      await reading.mapAsync(MAP_READ);
      const values = new Float32Array(reading.getMappedRange().slice(0));
      reading.destroy();
      return values;
    },
  };
}

function countLaunches(device: GPUDevice): () => number {
  let count = 0;
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (options) => {
      const pass = beginComputePass(options);
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (...groups) => {
        count++;
        dispatch(...groups);
      };
      return pass;
    };
    return encoder;
  };
  return () => count;
}
