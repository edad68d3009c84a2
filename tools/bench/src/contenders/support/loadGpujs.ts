/** gpu.js, which for a browser is a script of another kind of module. */
export async function loadGpujs(): Promise<typeof import('gpu.js')> {
  const loaded = await import('gpu.js');
  return (loaded as unknown as { default?: typeof loaded }).default ?? loaded;
}
