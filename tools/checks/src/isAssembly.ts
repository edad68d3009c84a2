/** AssemblyScript, whose decorators no parser of TypeScript takes; its compiler knows no packages but its own. */
export function isAssembly(file: string): boolean {
  return /^packages\/[^/]+\/assembly\//.test(file);
}
