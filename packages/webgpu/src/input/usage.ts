/** Values of `GPUBufferUsage` and `GPUMapMode`, which TypeScript does not declare. */
export const usage = { mapRead: 0x01, copySrc: 0x04, copyDst: 0x08, storage: 0x80 } as const;

export const mapMode = { read: 0x01 } as const;
