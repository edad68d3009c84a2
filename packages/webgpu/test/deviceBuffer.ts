/** Values of `GPUBufferUsage`, which TypeScript does not declare. */
const [COPY_SRC, COPY_DST, STORAGE, MAP_READ] = [0x04, 0x08, 0x80, 0x01];

/** A buffer that holds these values, as a model would leave them. */
export function deviceBuffer(
  device: GPUDevice,
  values: Float32Array | Uint16Array,
  usage: number = STORAGE,
): GPUBuffer {
  const size = Math.ceil(values.byteLength / 4) * 4;
  const buffer = device.createBuffer({ size, usage: usage | COPY_DST | COPY_SRC });
  const bytes = new Uint8Array(size);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  device.queue.writeBuffer(buffer, 0, bytes);
  return buffer;
}

/** The values of a buffer of float32. */
export async function valuesOf(device: GPUDevice, buffer: GPUBuffer): Promise<Float32Array> {
  const reading = device.createBuffer({ size: buffer.size, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, reading, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await reading.mapAsync(1);
  const values = new Float32Array(reading.getMappedRange().slice(0));
  reading.destroy();
  return values;
}
