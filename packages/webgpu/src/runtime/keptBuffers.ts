import { usage } from '../input/usage.ts';

/**
 * Buffers that stay from call to call, by name: WebGPU runs what it is handed in order, so that a later call cannot overtake
 * an earlier one and write what that still reads.
 */
export class KeptBuffers {
  private readonly device: GPUDevice;
  private readonly buffers = new Map<string, GPUBuffer>();
  /** Buffers for reading back that no call is reading now. */
  private readonly free: GPUBuffer[] = [];
  private isDestroyed = false;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** A buffer that kernels read and write, of at least so many bytes. */
  storage(name: string, bytes: number): GPUBuffer {
    const known = this.buffers.get(name);
    if (known && known.size >= bytes) return known;
    known?.destroy();
    const buffer = makeStorage(this.device, name, bytes);
    this.buffers.set(name, buffer);
    return buffer;
  }

  /** The same, with values in it. */
  filled(name: string, values: Float32Array): GPUBuffer {
    const buffer = this.storage(name, values.byteLength);
    this.device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
    return buffer;
  }

  /** A buffer with values that are the same in every call, written when it is first asked for. */
  constants(name: string, values: readonly number[]): GPUBuffer {
    return this.buffers.get(name) ?? this.filled(name, Float32Array.from(values));
  }

  /** A buffer that the host can read: overlapping calls have one each. */
  takeReading(bytes: number): GPUBuffer {
    const place = this.free.findIndex(({ size }) => size === bytes);
    if (place >= 0) return this.free.splice(place, 1)[0]!;
    return this.device.createBuffer({
      label: 'ggem reading',
      size: bytes,
      usage: usage.mapRead | usage.copyDst,
    });
  }

  giveBack(reading: GPUBuffer): void {
    if (this.isDestroyed) reading.destroy();
    else this.free.push(reading);
  }

  /** Frees all. A call that is on its way may still make some, which the next `destroy` frees. */
  destroy(): void {
    this.isDestroyed = true;
    for (const buffer of [...this.buffers.values(), ...this.free]) buffer.destroy();
    this.buffers.clear();
    this.free.length = 0;
  }
}

/** A buffer for kernels, which holds zeros at first; the host and other libraries may copy from it and to it. */
export function makeStorage(device: GPUDevice, name: string, bytes: number): GPUBuffer {
  return device.createBuffer({
    label: `ggem ${name}`,
    size: bytes,
    usage: usage.storage | usage.copySrc | usage.copyDst,
  });
}
