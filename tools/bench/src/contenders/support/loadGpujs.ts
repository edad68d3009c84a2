/** Loads gpu.js, whose build for browsers has another module format. */
export async function loadGpujs(): Promise<typeof import('gpu.js')> {
  const loaded = await import('gpu.js');
  return (loaded as unknown as { default?: typeof loaded }).default ?? loaded;
}
