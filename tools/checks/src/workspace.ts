import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Layer, layerOf } from './layer.ts';

export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** The file for pages without a bundler, which servers of packages send where no other is asked for. */
  readonly jsdelivr?: string;
  readonly unpkg?: string;
}

export interface WorkspacePackage {
  /** From the top of the repository: `packages/core`. */
  readonly folder: string;
  readonly layer: Layer;
  readonly manifest: Manifest;
}

export interface Workspace {
  readonly root: string;
  readonly packages: readonly WorkspacePackage[];
  /** The root package.json, with the tools by which all packages are tested and built. */
  readonly shared: Manifest;
}

/** Every package of the repository at `root`: a folder with a package.json, in packages/, apps/ or tools/, or docs. */
export function readWorkspace(root: string): Workspace {
  const folders = ['packages', 'apps', 'tools'].flatMap((top) =>
    existsSync(join(root, top)) ? readdirSync(join(root, top)).map((name) => `${top}/${name}`) : [],
  );
  const packages = [...folders, 'docs']
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, layer: layerOf(folder), manifest: readManifest(join(root, folder)) }));
  return { root, packages, shared: readManifest(root) };
}

/** The packages that users install. */
export function publicPackages(workspace: Workspace): WorkspacePackage[] {
  return workspace.packages.filter(({ manifest }) => !manifest.private);
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
