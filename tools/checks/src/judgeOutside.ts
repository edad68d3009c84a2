import type { BrokenRule, Importer } from './importer.ts';
import { layerRules } from './layerRules.ts';
import { isTensorLibrary } from './tensorLibraries.ts';
import type { Workspace } from './workspace.ts';

/** Judges an import from outside of this repository: a package from npm, a Node module, a library of types. */
export function judgeOutside(importer: Importer, name: string, workspace: Workspace): BrokenRule | undefined {
  const { from, role } = importer;
  const { words, outside } = layerRules[from.layer];
  if (outside && isTensorLibrary(name, workspace)) {
    return { rule: 'outside', why: `${words}, nor do its tests. Do this in the adapter of that library.` };
  }
  if (outside && role === 'source' && !outside.includes(name) && !isHostOf(importer, name)) {
    const allowed = outside.length > 0 ? ` (from outside: ${outside.join(', ')})` : '';
    const why = `${words}${allowed}. Do without it, or move this into an adapter, an app or a tool.`;
    return { rule: 'outside', why };
  }
  if (name.startsWith('node:') || name.startsWith('lib:') || isDeclared(importer, name, workspace)) {
    return undefined;
  }
  const field = role === 'source' ? 'dependencies or peerDependencies' : 'devDependencies';
  return { rule: 'declared', why: `its package.json does not declare it. Add it to ${field}.` };
}

/**
 * Whether a file may import a package because it is named after it: `src/node.ts` imports Node. For a package.json this is
 * always so, since the imports themselves are checked too.
 */
function isHostOf({ from, path }: Importer, name: string): boolean {
  if (!layerRules[from.layer].hostEntries) return false;
  const host = name.startsWith('node:') ? 'node' : name;
  return path === 'package.json' || path === `src/${host}.ts`;
}

function isDeclared({ from, role }: Importer, name: string, { shared }: Workspace): boolean {
  const own = from.manifest;
  const places = [own.dependencies, own.peerDependencies, own.optionalDependencies];
  // Nobody installs a private package, so that its source may use development dependencies too.
  if (role !== 'source' || own.private) places.push(own.devDependencies, shared.devDependencies);
  const types = `@types/${name.replace('@', '').replace('/', '__')}`;
  return places.some((place) => place && (name in place || types in place));
}
