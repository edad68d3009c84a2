/** A page with these headers is cross-origin isolated: it has SharedArrayBuffer, and so WebAssembly threads. */
export const isolationHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
