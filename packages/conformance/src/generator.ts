/**
 * Random numbers that are the same, bit for bit, in TypeScript and Python (`tools/goldens/goldens/generator.py`). The
 * digests that are stored with the cases show that they are.
 *
 * A stream is named by a string. Its seed is the FNV-1a hash (32 bits) of the name's UTF-8 bytes, and its i-th word is
 * splitmix32 of the seed: a counter times the golden ratio, mixed. Only 32-bit integer operations are used.
 */
export function words(stream: string, count: number): Uint32Array {
  const seed = fnv1a(new TextEncoder().encode(stream));
  const out = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    let z = (seed + Math.imul(i + 1, 0x9e3779b9)) | 0;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    out[i] = z ^ (z >>> 15);
  }
  return out;
}

/** FNV-1a, 32 bits; `before` is the hash of the bytes before these. */
export function fnv1a(bytes: Uint8Array, before = 0x811c9dc5): number {
  let hash = before;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * FNV-1a over the float32 bytes (little endian) of all arrays, as 8 hexadecimal digits. Every NaN counts as 0x7fc00000.
 */
export function digest(arrays: readonly Float32Array[]): string {
  let hash: number | undefined;
  for (const array of arrays) {
    const bytes = new DataView(new ArrayBuffer(array.length * 4));
    array.forEach((value, i) => {
      if (Number.isNaN(value)) bytes.setUint32(i * 4, 0x7fc00000, true);
      else bytes.setFloat32(i * 4, value, true);
    });
    hash = fnv1a(new Uint8Array(bytes.buffer), hash);
  }
  return (hash ?? 0x811c9dc5).toString(16).padStart(8, '0');
}
