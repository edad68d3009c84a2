import { GgemError } from '@ggem/core';

/** Compiles a build of the kernels: the inlined one, or the one in a folder that `url` names. `shared`: for threads. */
export async function loadModule(
  build: 'relaxed-simd' | 'simd',
  { url, shared }: { readonly url?: string | URL | undefined; readonly shared: boolean },
): Promise<WebAssembly.Module> {
  const bytes = url === undefined ? await inlined(build) : await fetched(build, url);
  return WebAssembly.compile((shared ? withSharedMemory(bytes) : bytes) as BufferSource);
}

async function inlined(build: 'relaxed-simd' | 'simd'): Promise<Uint8Array> {
  const { wasm } =
    build === 'simd' ? await import('./generated/simd.ts') : await import('./generated/relaxed-simd.ts');
  return Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
}

async function fetched(build: string, folder: string | URL): Promise<Uint8Array> {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  const address = new URL(`${String(folder).replace(/\/*$/, '/')}${build}.wasm`, base);
  const response = await fetch(address).catch((error: unknown) => {
    throw new GgemError('unavailable', `loadSimd: ${address} cannot be fetched. Check url.`, {
      cause: error,
    });
  });
  if (!response.ok) {
    throw new GgemError(
      'unavailable',
      `loadSimd: ${address} must hold the kernels, but the server answered ${response.status}. Check url.`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The same kernels for a memory that threads share: a flag is set at the limits of the memory, in the import section. In
 * the WebAssembly binary format, sections and strings begin with their length.
 */
function withSharedMemory(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = copy[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skip = (): void => {
    const length = number();
    at += length;
  };
  const importSection = 2;
  while (copy[at++] !== importSection) skip();
  // The length of the section, one import, the names of its module and of the memory, and the kind of import.
  number();
  number();
  skip();
  skip();
  at += 1;
  copy[at] = copy[at]! | 2;
  return copy;
}
