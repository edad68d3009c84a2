export function aboutDevice(_device: string): Readonly<Record<string, string>> {
  return { 'gpu.js': '2.24.1' };
}
