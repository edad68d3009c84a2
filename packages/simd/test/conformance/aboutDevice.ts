import { loadSimd } from '../../src/index.ts';

/** What a device is: the build that runs there. */
export async function aboutDevice(device: string): Promise<Readonly<Record<string, string>>> {
  const { build } = await loadSimd(device === 'typescript' ? { build: 'typescript' } : {});
  return { build };
}
