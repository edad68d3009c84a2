/** Numbers between 0.1 and 1.1, the same every time. */
export function madeUpTokens(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.1 + ((i * 7919) % 1009) / 1009);
}
