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
  planKernels,
  recordTokenIndex,
  type TokenIndex,
  tokenIndexOf,
  wgsl,
} from '../../src/index.ts';
import { argumentsOf, planCase } from './planCase.ts';
import { openWebGpu, runPlan } from './webgpu.ts';

/** The kernels in WGSL, run by WebGPU without any library. */
export const harness: Harness = {
  name: 'kernels',
  devices: typeof window === 'undefined' ? [] : ['webgpu'],
  open: async () => {
    const device = await openWebGpu();
    return {
      answers: () => 'webgpu',
      operate: (operation) => operate(device, operation),
      pool: async (input, wanted) => {
        const inputs = argumentsOf(input);
        const { pooled } = await runPlan(device, planCase('pooled', input, wgsl), inputs);
        const { dx, ...gradients } = await runPlan(device, planCase('gradient', input, wgsl), inputs);
        const weights = wanted.has('w')
          ? await runPlan(device, planCase('poolingWeights', input, wgsl), inputs)
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

async function operate(device: GPUDevice, operation: OperationCase): Promise<OperationOutput> {
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
    wgsl,
  );
  const { computed } = await runPlan(device, { kernels, results: ['computed'] }, inputs);
  return { shape: x.shape, data: computed! };
}

/** What the conformance page says about the device. */
export function about(): Readonly<Record<string, string>> {
  return {};
}

export { expectations } from './expectations.ts';
