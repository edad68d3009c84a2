/** What was asked of a device since it is watched. */
export interface DeviceCounts {
  buffersMade: number;
  /** Buffers that are not destroyed yet. */
  buffersAlive: number;
  pipelinesMade: number;
  /** Names of the kernels that were dispatched, in order. */
  readonly kernelsRun: string[];
}

/** Counts the buffers and pipelines that a device makes, and the kernels that it runs. */
export function countDevice(device: GPUDevice): DeviceCounts {
  const counts: DeviceCounts = { buffersMade: 0, buffersAlive: 0, pipelinesMade: 0, kernelsRun: [] };
  around(device, 'createBuffer', (buffer) => {
    counts.buffersMade++;
    counts.buffersAlive++;
    let isAlive = true;
    around(buffer, 'destroy', () => {
      if (isAlive) counts.buffersAlive--;
      isAlive = false;
    });
  });
  around(device, 'createComputePipelineAsync', () => {
    counts.pipelinesMade++;
  });
  around(device, 'createCommandEncoder', (encoder) => {
    around(encoder, 'beginComputePass', (pass) => {
      let pipeline = '';
      around(pass, 'setPipeline', (_, { label }) => {
        pipeline = label;
      });
      around(pass, 'dispatchWorkgroups', () => {
        counts.kernelsRun.push(pipeline);
      });
    });
  });
  return counts;
}

type Given<F> = F extends (...given: infer G) => unknown ? G : never;
type Result<F> = F extends (...given: never[]) => infer R ? R : never;

/** Calls `then` after each call of a method of an object, with its result and what it was given. */
function around<O extends object, K extends keyof O>(
  object: O,
  name: K,
  then: (result: Result<O[K]>, ...given: Given<O[K]>) => void,
): void {
  const method = object[name] as (...given: Given<O[K]>) => Result<O[K]>;
  Object.defineProperty(object, name, {
    value: (...given: Given<O[K]>) => {
      const result = method.apply(object, given);
      then(result, ...given);
      return result;
    },
  });
}
