import { loadSimd } from '../../src/index.ts';

/** What a device is: the build that runs there. */
export async function aboutDevice(device: string): Promise<Readonly<Record<string, string>>> {
  if (device !== 'threads') return {};
  const { build } = await loadSimd();
  return { build };
}
