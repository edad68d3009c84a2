import {
  type CaseOps,
  type OperationCase,
  type OperationOutput,
  runOperation,
  type Tensor,
} from '@ggem/conformance';
import {
  createRecorder,
  type Expression,
  planKernels,
  recordTokenIndex,
  type TokenIndex,
  tokenIndexOf,
  wgsl,
} from '@ggem/kernels';
import type { ReadInput } from '../../src/input/poolingInput.ts';
import { compileKernels } from '../../src/runtime/compileKernels.ts';
import { KeptBuffers } from '../../src/runtime/keptBuffers.ts';
import { runKernels } from '../../src/runtime/runKernels.ts';

/** An operation of the seam, as a kernel of its own. */
export async function runOperationCase(
  device: GPUDevice,
  operation: OperationCase,
): Promise<OperationOutput> {
  const recorder = createRecorder();
  const inputs: Record<string, ReadInput> = {};
  const put = ({ shape, data }: Tensor): Expression => {
    const name = `tensor${Object.keys(inputs).length + 1}`;
    inputs[name] = { shape, values: data, isHalf: false };
    return recorder.array(name, shape, ['batch', 'tokens', 'channels']);
  };
  const tokenIndexFor = (offsets: readonly number[]): TokenIndex => {
    const total = offsets.at(-1)!;
    const longest = Math.max(...offsets.slice(1).map((end, image) => end - offsets[image]!));
    const values = tokenIndexOf(operation.id, offsets, total);
    inputs.tokenIndex = { shape: [values.length], values, isHalf: false };
    return recordTokenIndex(recorder, { images: offsets.length - 1, longest, total });
  };
  const ops: CaseOps<Expression> = {
    ...recorder,
    unpack: (x, offsets) => recorder.unpack(x, tokenIndexFor(offsets)),
    pack: (x, offsets) => recorder.pack(x, tokenIndexFor(offsets)),
  };
  const x = runOperation(ops, operation, put);
  const target = { name: 'computed', x, axes: ['batch', 'tokens', 'channels'] } as const;
  const kernels = planKernels(recorder, [target], operation.id, wgsl);
  const buffers = new KeptBuffers(device);
  try {
    const { computed } = await runKernels({
      operation: operation.id,
      device,
      compiled: await compileKernels(operation.id, device, kernels),
      buffers,
      inputs,
      results: ['computed'],
      readsBack: true,
    });
    return { shape: x.shape, data: computed as Float32Array };
  } finally {
    buffers.destroy();
  }
}
