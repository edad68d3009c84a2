/** An example for a library that the reader brings: there is nothing to compile it against. */
export const fragment: unique symbol = Symbol('fragment');

/** By page: for each example, code that declares the names that it takes from the text before it on the page. */
export const preludes: Readonly<Record<string, readonly (string | typeof fragment)[]>> = {
  'README.md': ["declare const tokens: import('@tensorflow/tfjs').Tensor3D;\n"],
  'docs/recipes/cluster/index.md': ['declare const tiles: AsyncIterable<Float32Array>;\n'],
  'docs/understand/training.md': [
    `import { exponentOptimizer } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
declare const model: tf.LayersModel;
`,
  ],
  'docs/write-an-adapter.md': [fragment, fragment, fragment, fragment, fragment, fragment],
  // The whole file is a test of the package.
  'packages/conformance/README.md': [fragment],
  // The second example needs another file, and is checked as an example of that package.
  'packages/gpujs/README.md': ['', fragment],
  // TypeScript does not declare it.
  'packages/webgpu/README.md': ['declare const GPUBufferUsage: { readonly STORAGE: number };\n'],
};
