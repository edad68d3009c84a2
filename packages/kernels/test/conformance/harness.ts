import {
  type CaseOps,
  type Harness,
  type OperationCase,
  type OperationOutput,
  runOperation,
  type Tensor,
  trainableNames,
} from '@ggem/conformance';
import {
  createRecorder,
  type Expression,
  gradientName,
  type KernelTarget,
  planKernels,
  recordTokenIndex,
  type TokenIndex,
  tokenIndexOf,
  type WgslKernel,
  wgsl,
  wgslOf,
} from '../../src/index.ts';
import { argumentsOf, planCase } from './planCase.ts';
import { openWebGpu, runPlan } from './webgpu.ts';

/** WGSL for any device, and with all that is for cards: vectors, and loops that the threads of a workgroup share. */
const targets: Readonly<Record<string, KernelTarget<WgslKernel>>> = {
  webgpu: wgsl,
  'webgpu-cards': wgslOf({ inVectors: true, valuesAtMost: 8, branches: true, fills: 2 ** 20 }),
};

/** The kernels in WGSL, run by WebGPU without any library. */
export const harness: Harness = {
  name: 'kernels',
  devices: typeof window === 'undefined' ? [] : Object.keys(targets),
  open: async (name) => {
    const device = await openWebGpu();
    const target = targets[name]!;
    return {
      answers: () => name,
      operate: (operation) => operate(device, operation, target),
      pool: async (input, wanted) => {
        const inputs = argumentsOf(input);
        const { pooled } = await runPlan(device, planCase('pooled', input, target), inputs);
        const { dx, ...gradients } = await runPlan(device, planCase('gradient', input, target), inputs);
        const weights = wanted.has('w')
          ? await runPlan(device, planCase('poolingWeights', input, target), inputs)
          : {};
        return {
          y: pooled!,
          dx: dx!,
          dp: trainableNames(input).flatMap((name) => [...gradients[gradientName(name)]!]),
          ...(weights.w && { w: weights.w }),
        };
      },
      close: () => device.destroy(),
    };
  },
};

async function operate(
  device: GPUDevice,
  operation: OperationCase,
  target: KernelTarget<WgslKernel>,
): Promise<OperationOutput> {
  const recorder = createRecorder();
  const inputs: Record<string, Float32Array> = {};
  const put = ({ shape, data }: Tensor): Expression => {
    const name = `tensor${Object.keys(inputs).length + 1}`;
    inputs[name] = data;
    return recorder.array(name, shape, ['batch', 'tokens', 'channels']);
  };
  const tokenIndexFor = (offsets: readonly number[]): TokenIndex => {
    const total = offsets.at(-1)!;
    const longest = Math.max(...offsets.slice(1).map((end, image) => end - offsets[image]!));
    inputs.tokenIndex = tokenIndexOf(operation.id, offsets, total);
    return recordTokenIndex(recorder, { images: offsets.length - 1, longest, total });
  };
  const ops: CaseOps<Expression> = {
    ...recorder,
    unpack: (x, offsets) => recorder.unpack(x, tokenIndexFor(offsets)),
    pack: (x, offsets) => recorder.pack(x, tokenIndexFor(offsets)),
  };
  const x = runOperation(ops, operation, put);
  const kernels = planKernels(
    recorder,
    [{ name: 'computed', x, axes: ['batch', 'tokens', 'channels'] }],
    operation.id,
    target,
  );
  const { computed } = await runPlan(device, { kernels, results: ['computed'] }, inputs);
  return { shape: x.shape, data: computed! };
}

/** What the conformance page says about the device. */
export function about(): Readonly<Record<string, string>> {
  return {};
}

export { expectations } from './expectations.ts';
