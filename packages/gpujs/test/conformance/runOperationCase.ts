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
  gpuJs,
  planKernels,
  recordTokenIndex,
  type TokenIndex,
  tokenIndexOf,
} from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import { readInput } from '../../src/input/kernelInput.ts';
import { compileKernels } from '../../src/runtime/compiledKernels.ts';
import { plannedDevice } from '../../src/runtime/device.ts';
import { dialectOf } from '../../src/runtime/dialectOf.ts';
import { flatten } from './flatten.ts';

/** An operation of the seam, as a kernel of its own. */
export async function runOperationCase(gpu: GPU, operation: OperationCase): Promise<OperationOutput> {
  const recorder = createRecorder();
  const inputs: Record<string, unknown> = {};
  const put = ({ shape, data }: Tensor): Expression => {
    const name = `tensor${Object.keys(inputs).length + 1}`;
    inputs[name] = readInput(operation.id, name, 'its axes', shape, data).value;
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
    [{ name: 'value', x, axes: ['batch', 'tokens', 'channels'] }],
    operation.id,
    gpuJs(dialectOf(plannedDevice(gpu))),
  );
  const compiled = compileKernels({
    operation: operation.id,
    gpu,
    kernels,
    results: new Set(['value']),
    pipeline: false,
    onDevice: () => {},
  });
  try {
    const { value } = await compiled.run(inputs);
    return { shape: x.shape, data: flatten(value) };
  } finally {
    compiled.destroy();
  }
}
