import { sizeOf } from '@ggem/core/bare';
import type { GlslKernel } from '@ggem/kernels';
import type * as tf from '@tensorflow/tfjs';
import type { GpuBackend } from './gpuBackend.ts';
import { lostError } from './lostError.ts';
import { texelReader, textureReader } from './textureReader.ts';

/** The numbers that GLSL has no literals for. */
const numbers = [
  { name: 'inf', value: Number.POSITIVE_INFINITY },
  { name: 'nan', value: Number.NaN },
] as const;

/** A result with several values for each place in `shape`, a texel of four for each. */
interface Texels extends tf.TensorInfo {
  readonly texelsFor: readonly number[];
}

/** Runs kernels as programs of the webgl backend. */
export function webglBackend(backend: tf.MathBackendWebGL): GpuBackend<GlslKernel> {
  const readerOf = (name: string, tensor: tf.TensorInfo): string => {
    backend.uploadToGPU(tensor.dataId);
    const { shape, texShape, isPacked = false, slice } = backend.texData.get(tensor.dataId);
    if (areTexels(tensor)) return texelReader(name, tensor.texelsFor, texShape![1] / 2);
    const isPart = (slice?.flatOffset ?? 0) > 0;
    return textureReader(name, tensor.shape, { shape, texShape: texShape!, isPacked, isPart });
  };
  const upload = (values: Float32Array): tf.TensorInfo =>
    backend.makeTensorInfo([values.length], 'float32', values);
  return {
    run: (kernel, args) => {
      if (backend.gpgpu.gl.isContextLost()) {
        throw lostError(
          'the WebGL context',
          '',
          "call tf.removeBackend('webgl'), then tf.registerBackend('webgl', () => new tf.MathBackendWebGL())",
        );
      }
      const { constants } = kernel;
      const table = constants.length > 0 ? upload(Float32Array.from(constants)) : undefined;
      const given = table ? { ...args, constants: table } : args;
      const inputs = kernel.parameters.map((name) => given[name]!);
      const readers = kernel.parameters.map((name, i) => readerOf(name, inputs[i]!));
      const program = new GgemProgram(kernel, readers);
      const values = numbers.map(({ value }) => [value]);
      const result = asUnpacked(backend, inputs, () =>
        // The last argument keeps a packed result as it is.
        backend.runWebGLProgram(program, inputs, 'float32', values, true),
      );
      if (table) backend.disposeIntermediateTensorInfo(table);
      return kernel.values > 1 ? Object.assign(result, { texelsFor: kernel.shape }) : result;
    },
    upload,
    dispose: (tensor) => backend.disposeIntermediateTensorInfo(tensor),
  };
}

/** A kernel as tfjs wants its programs. One that gives several values writes texels, which tfjs knows as packed textures. */
class GgemProgram implements tf.GPGPUProgram {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly packedOutput: boolean;
  readonly userCode: string;
  readonly customUniforms = numbers.map(({ name }) => ({ name, type: 'float' as const }));

  constructor({ name, source, parameters, shape, values }: GlslKernel, readers: readonly string[]) {
    this.variableNames = [...parameters];
    this.packedOutput = values > 1;
    this.outputShape = this.packedOutput ? [2 * sizeOf(shape.slice(0, -1)), 2 * shape.at(-1)!] : [...shape];
    this.userCode = [
      ...readers,
      source,
      'void main() {',
      ...(this.packedOutput ? placeOfTexel(shape) : placeOfValue(shape)),
      `  setOutput(${name}(${shape.map((_, axis) => `i${axis}`).join(', ')}));`,
      '}',
    ].join('\n');
  }
}

function placeOfValue(shape: readonly number[]): readonly string[] {
  if (shape.length === 1) return ['  int i0 = getOutputCoords();'];
  return [
    `  ivec${shape.length} at = getOutputCoords();`,
    ...shape.map((_, axis) => `  int i${axis} = at.${'xyz'[axis]};`),
  ];
}

/** Two rows and two columns of a packed texture are a texel. */
function placeOfTexel(shape: readonly number[]): readonly string[] {
  const last = shape.length - 1;
  let inner = 1;
  const rows = shape
    .slice(0, last)
    .map((length, axis) => ({ length, axis }))
    .reverse()
    .map(({ length, axis }) => {
      const place = `at.x / ${2 * inner}`;
      inner *= length;
      return `  int i${axis} = ${axis === 0 ? place : `${place} % ${length}`};`;
    });
  return ['  ivec2 at = getOutputCoords();', ...rows, `  int i${last} = at.y / 2;`];
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

function areTexels(tensor: tf.TensorInfo): tensor is Texels {
  return 'texelsFor' in tensor;
}
