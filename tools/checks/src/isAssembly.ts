/** Whether a file is AssemblyScript, whose decorators no TypeScript parser takes. Its compiler imports no other packages. */
export function isAssembly(file: string): boolean {
  return /^packages\/[^/]+\/assembly\//.test(file);
}
