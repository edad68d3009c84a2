/** The sources of packages, for a bundler, which resolves the pattern. Node has no such function. */
const bundled =
  typeof window === 'undefined'
    ? {}
    : import.meta.glob('../../../../../packages/{onnx,gpujs,webgpu}/src/index.ts');

/** Loads a package of this repository from its source; throws where it is missing. */
export async function workspacePackage<T>(name: string): Promise<T> {
  const path = `../../../../../packages/${name}/src/index.ts`;
  if (typeof window !== 'undefined') {
    const load = bundled[path];
    if (load === undefined) throw new Error(`there is no packages/${name}`);
    return (await load()) as T;
  }
  const { existsSync } = await import('node:fs');
  const url = new URL(path, import.meta.url);
  if (!existsSync(url)) throw new Error(`there is no packages/${name}`);
  return (await import(/* @vite-ignore */ url.href)) as T;
}
