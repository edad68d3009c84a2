import type { Plan, WgslKernel } from '../../src/index.ts';

/** Values of `GPUBufferUsage` and `GPUMapMode`, which TypeScript does not declare. */
const [MAP_READ, COPY_SRC, COPY_DST, STORAGE] = [0x01, 0x04, 0x08, 0x80];

/** Opens WebGPU; throws where there is none. */
export async function openWebGpu(): Promise<GPUDevice> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter();
  if (!adapter) throw new Error('There is no WebGPU adapter here.');
  return adapter.requestDevice();
}

/** The errors and warnings of the compiler for the modules; empty if it accepts all of them. */
export async function complaints(
  device: GPUDevice,
  kernels: readonly WgslKernel[],
): Promise<readonly string[]> {
  const said = kernels.map(async ({ name, source }) => {
    const { messages } = await device.createShaderModule({ code: source }).getCompilationInfo();
    return messages.map(
      ({ type, lineNum, message }) => `${name}, ${type} in line ${lineNum}: ${message}\n${source}`,
    );
  });
  return (await Promise.all(said)).flat();
}

/** Runs the kernels of a plan in order and gives the values of its results. */
export async function runPlan(
  device: GPUDevice,
  { kernels, results }: Pick<Plan<WgslKernel>, 'kernels' | 'results'>,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<Record<string, Float32Array>> {
  device.pushErrorScope('validation');
  const buffers = new Map<string, GPUBuffer>();
  const made: GPUBuffer[] = [];
  const make = (values: Float32Array | number, usage: number): GPUBuffer => {
    const size = typeof values === 'number' ? values * 4 : values.byteLength;
    const buffer = device.createBuffer({ size, usage });
    if (typeof values !== 'number') device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
    made.push(buffer);
    return buffer;
  };
  for (const [name, values] of Object.entries(inputs)) buffers.set(name, make(values, STORAGE | COPY_DST));

  const encoder = device.createCommandEncoder();
  for (const kernel of kernels) encode(kernel);
  const readings = results.map((name) => {
    const buffer = buffers.get(name)!;
    const reading = make(buffer.size / 4, MAP_READ | COPY_DST);
    encoder.copyBufferToBuffer(buffer, 0, reading, 0, buffer.size);
    return { name, reading };
  });
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  const values: Record<string, Float32Array> = {};
  for (const { name, reading } of readings) {
    await reading.mapAsync(MAP_READ);
    values[name] = new Float32Array(reading.getMappedRange().slice(0));
  }
  for (const buffer of made) buffer.destroy();
  return values;

  function encode({ name, source, bindings, shape, workgroups }: WgslKernel): void {
    const result = make(
      shape.reduce((product, length) => product * length, 1),
      STORAGE | COPY_SRC,
    );
    buffers.set(name, result);
    const pipeline = device.createComputePipeline({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code: source }), entryPoint: name },
    });
    const entries = bindings.map((one, binding) => {
      const buffer =
        one.kind === 'result'
          ? result
          : one.kind === 'constants'
            ? make(Float32Array.from(one.values), STORAGE | COPY_DST)
            : buffers.get(one.name)!;
      return { binding, resource: { buffer } };
    });
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...workgroups);
    pass.end();
  }
}
