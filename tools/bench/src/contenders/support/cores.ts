/** How many threads run at once here. */
export function cores(): number {
  const inNode = globalThis.process?.getBuiltinModule?.('node:os').availableParallelism();
  return inNode ?? globalThis.navigator.hardwareConcurrency;
}
