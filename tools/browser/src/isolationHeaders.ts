/** A page served with these is cross-origin isolated: SharedArrayBuffer, and so WebAssembly threads, are there. */
export const isolationHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
