import type { GlslKernel } from '@ggem/kernels';
import type * as tf from '@tensorflow/tfjs';
import type { GpuBackend } from './gpuBackend.ts';
import { textureReader } from './textureReader.ts';

/** The numbers that GLSL has no literals for. */
const numbers = [
  { name: 'inf', value: Number.POSITIVE_INFINITY },
  { name: 'nan', value: Number.NaN },
] as const;

/** Runs kernels as programs of the webgl backend. */
export function webglBackend(backend: tf.MathBackendWebGL): GpuBackend<GlslKernel> {
  return {
    run: (kernel, args) => {
      const inputs = kernel.parameters.map((name) => args[name]!);
      for (const { dataId } of inputs) backend.uploadToGPU(dataId);
      const readers = kernel.parameters.map((name, i) => {
        const { shape, texShape, isPacked, slice } = backend.texData.get(inputs[i]!.dataId);
        const isPart = (slice?.flatOffset ?? 0) > 0;
        return textureReader(name, inputs[i]!.shape, {
          shape,
          texShape: texShape!,
          isPacked: isPacked ?? false,
          isPart,
        });
      });
      const program = new GgemProgram(kernel, readers);
      return asUnpacked(backend, inputs, () =>
        backend.runWebGLProgram(
          program,
          inputs,
          'float32',
          numbers.map(({ value }) => [value]),
        ),
      );
    },
    dispose: (tensor) => backend.disposeIntermediateTensorInfo(tensor),
  };
}

/** A kernel as tfjs wants its programs. */
class GgemProgram implements tf.GPGPUProgram {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly userCode: string;
  readonly customUniforms = numbers.map(({ name }) => ({ name, type: 'float' as const }));

  constructor({ name, source, parameters, shape }: GlslKernel, readers: readonly string[]) {
    this.variableNames = [...parameters];
    this.outputShape = [...shape];
    const at = shape.length === 1 ? 'at' : shape.map((_, axis) => `at.${'xyz'[axis]}`).join(', ');
    this.userCode = [
      ...readers,
      source,
      'void main() {',
      `  ${shape.length === 1 ? 'int' : `ivec${shape.length}`} at = getOutputCoords();`,
      `  setOutput(${name}(${at}));`,
      '}',
    ].join('\n');
  }
}

/** Runs a program that reads packed textures itself: tfjs would unpack them for it first, which reads and writes them whole. */
function asUnpacked<R>(backend: tf.MathBackendWebGL, tensors: readonly tf.TensorInfo[], run: () => R): R {
  const packed = new Set(
    tensors.map(({ dataId }) => backend.texData.get(dataId)).filter(({ isPacked }) => isPacked),
  );
  for (const data of packed) data.isPacked = false;
  try {
    return run();
  } finally {
    for (const data of packed) data.isPacked = true;
  }
}
