export default {
  // On the server these stay in node_modules: one is a native module, the
  // threads of the other start from a file of its own.
  serverExternalPackages: ['onnxruntime-node', '@ggem/simd'],
  // Threads of @ggem/simd in the page need a page of this kind.
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
      ],
    },
  ],
};
