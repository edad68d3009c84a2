/** Part of WebGPU that TypeScript does not declare. */
declare const GPUBufferUsage: { readonly STORAGE: number };
