import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

const [side, patch, stride] = [32, 8, 4] as const;
const places = (side - patch) / stride + 1;

/** Patches a picture: 7 × 7. */
export const tokens: number = places ** 2;

/**
 * Pictures of a CIFAR-10 file as tokens: each patch compared with `channels` patches of other pictures,
 * `max(0, correlation)`, which is what the first layer of a network learns to do.
 */
export async function cifarPatches(
  file: URL,
  pictures: number,
  channels: number,
): Promise<{ readonly x: Float32Array; readonly labels: Uint8Array }> {
  const bytes = gunzipSync(await readFile(file));
  const record = 1 + 3 * side * side;
  const labels = Uint8Array.from({ length: pictures }, (_, i) => bytes[i * record]!);
  const patchAt = (picture: number, place: number): Float32Array => {
    const start = picture * record + 1 + (Math.floor(place / places) * side + (place % places)) * stride;
    const values = Float32Array.from({ length: 3 * patch * patch }, (_, i) => {
      const [plane, row, column] = [Math.floor(i / patch ** 2), Math.floor(i / patch) % patch, i % patch];
      return bytes[start + (plane * side + row) * side + column]!;
    });
    return standardized(values);
  };
  const filters = Array.from({ length: channels }, (_, c) => patchAt(pictures + c, (c * 7) % tokens));
  const x = new Float32Array(pictures * tokens * channels);
  for (let i = 0; i < pictures * tokens; i++) {
    const values = patchAt(Math.floor(i / tokens), i % tokens);
    filters.forEach((filter, c) => {
      let sum = 0;
      for (let k = 0; k < filter.length; k++) sum += filter[k]! * values[k]!;
      x[i * channels + c] = Math.max(0, sum / filter.length);
    });
  }
  return { x, labels };
}

function standardized(values: Float32Array): Float32Array {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance + 10));
}
