import type { Workspace } from './workspace.ts';

const families = [/^@tensorflow\//, /^onnxruntime-/, /^gpu\.js$/];

/** Whether a package from outside is a tensor library: one of a known family, or a peer dependency of an adapter. */
export function isTensorLibrary(name: string, workspace: Workspace): boolean {
  if (families.some((family) => family.test(name))) return true;
  return workspace.packages.some(
    ({ layer, manifest }) =>
      layer === 'adapter' &&
      name in (manifest.peerDependencies ?? {}) &&
      !workspace.packages.some((own) => own.manifest.name === name),
  );
}
