// One thread of the thread pool: instantiates the kernels over the memories that it is sent, and runs its share of a job.
// It is plain JavaScript, since Node and browsers load it by its address, without a build.

const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
const port = node?.parentPort ?? globalThis;
const kernelsOf = new Map();

port.addEventListener('message', ({ data: order }) => {
  if (order.forget !== undefined) {
    kernelsOf.delete(order.forget);
    return;
  }
  const { workspace, module, memory, kernel, args } = order;
  if (!kernelsOf.has(workspace)) {
    kernelsOf.set(workspace, new WebAssembly.Instance(module, { env: { memory } }).exports);
  }
  kernelsOf.get(workspace)[kernel](...args);
  port.postMessage('done');
});
port.start?.();
