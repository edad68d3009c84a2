/** What says where results go. */
export interface ResultOptions<ReadBack extends boolean = boolean> {
  /**
   * Whether results come to the host as numbers. Default: no, they stay on the device in a new buffer, whose `destroy()` is
   * the caller's to call.
   */
  readonly readBack?: ReadBack | undefined;
}

/** A result, row-major and in float32: on the device, or numbers. */
export type ResultOf<ReadBack extends boolean> = ReadBack extends true ? Float32Array : GPUBuffer;
