/** Whether the engine runs WebAssembly with SIMD. */
export function hasSimd(): boolean {
  return runs([0x20, 0, 0xfd, 0x4d]); // v128.not
}

/** Whether it also has relaxed SIMD, which multiplies and adds in one step. */
export function hasRelaxedSimd(): boolean {
  return runs([0x20, 0, 0x20, 0, 0x20, 0, 0xfd, 0x85, 0x02]); // f32x4.relaxed_madd
}

/** Whether several threads may share memory: in Node, and on a page that is cross-origin isolated. */
export function hasThreads(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return isNode() || globalThis.crossOriginIsolated === true;
}

export function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

/** Whether the engine accepts a module with one function, from a vector to a vector, of these instructions. */
function runs(instructions: readonly number[]): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  const body = [0, ...instructions, 0x0b];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const type = [1, 6, 1, 0x60, 1, 0x7b, 1, 0x7b];
  const functions = [3, 2, 1, 0];
  const code = [10, body.length + 2, 1, body.length, ...body];
  return WebAssembly.validate(new Uint8Array([...header, ...type, ...functions, ...code]));
}
