import type { BrokenRule, Importer } from './importer.ts';
import { layerRules, layersWithin } from './layerRules.ts';
import type { WorkspacePackage } from './workspace.ts';

/** Judges an import of another package of this repository. */
export function judgeOwn({ from, role, path }: Importer, target: WorkspacePackage): BrokenRule | undefined {
  if (target.folder === from.folder) return undefined;
  if (layersWithin(from.layer, role).includes(target.layer)) return undefined;
  if (isSimdEntry(from, path) && target.folder === 'packages/simd') return undefined;
  return { rule: 'layers', why: `${layerRules[from.layer].words}. ${fix(from, role, target)}` };
}

/** The one exception: tfjs may offer an entry that plugs in the kernels of simd. */
function isSimdEntry(from: WorkspacePackage, path: string): boolean {
  return from.folder === 'packages/tfjs' && /^(package\.json|src\/simd(\.ts|\/.*))$/.test(path);
}

function fix(from: WorkspacePackage, role: Importer['role'], target: WorkspacePackage): string {
  const inTests = layersWithin(from.layer, 'test').includes(target.layer);
  if (inTests && role === 'source') return 'Move it into the tests.';
  switch (target.layer) {
    case 'core':
    case 'conformance':
    case 'compiler':
      return `Turn the import around, or move this into an adapter, an app or a tool.`;
    case 'adapter':
      return from.layer === 'adapter'
        ? 'Move what both need into packages/core.'
        : 'Move this into an app, a tool or the docs.';
    case 'images':
    case 'study':
      return 'Move what both need into an adapter or into core.';
    case 'tool':
      return 'Import it from a configuration file at the top of the package, or move what is needed into a package.';
    case 'app':
    case 'docs':
    case 'page':
      return 'Move what is needed into a package or a tool.';
    default:
      return target.layer satisfies never;
  }
}
