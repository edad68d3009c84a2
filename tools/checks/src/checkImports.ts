import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { fileRole } from './fileRole.ts';
import type { BrokenRule, Importer } from './importer.ts';
import { isAssembly } from './isAssembly.ts';
import { judgeOutside } from './judgeOutside.ts';
import { judgeOwn } from './judgeOwn.ts';
import { layerRules } from './layerRules.ts';
import type { Problem } from './problem.ts';
import { readImports } from './readImports.ts';
import { sourceFiles } from './sourceFiles.ts';
import type { Workspace } from './workspace.ts';

/** Checks every import of every file by the rules of the layers. */
export function checkImports(workspace: Workspace): Problem[] {
  return workspace.packages.flatMap((from) =>
    sourceFiles(workspace.root, from.folder).flatMap((file) => {
      if (isAssembly(file)) return [];
      const path = file.slice(from.folder.length + 1);
      const importer: Importer = { from, path, role: fileRole(path) };
      const imports = readImports(file, readFileSync(join(workspace.root, file), 'utf8'));
      return imports.flatMap(({ specifier, line }) => {
        const broken =
          specifier === undefined ? judgeComputed(importer) : judge(importer, specifier, workspace);
        const name = specifier === undefined ? 'a computed name' : `"${specifier}"`;
        return broken ? [{ file, line, rule: broken.rule, text: `imports ${name}, but ${broken.why}` }] : [];
      });
    }),
  );
}

function judge(importer: Importer, specifier: string, workspace: Workspace): BrokenRule | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/'))
    return judgePath(importer, specifier, workspace);
  if (specifier.startsWith('#')) return undefined;
  const name = packageName(specifier);
  const target = workspace.packages.find(({ manifest }) => manifest.name === name);
  return target ? judgeOwn(importer, target) : judgeOutside(importer, name, workspace);
}

function packageName(specifier: string): string {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  const [path = ''] = specifier.split('?');
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A path must stay in its package; only a tool may reach another tool's source, before anything is built. */
function judgePath(
  { from, path }: Importer,
  specifier: string,
  workspace: Workspace,
): BrokenRule | undefined {
  const aim = posix.join(from.folder, posix.dirname(path), specifier);
  if (!specifier.startsWith('/') && aim.startsWith(`${from.folder}/`)) return undefined;
  const target = workspace.packages.find(({ folder }) => aim === folder || aim.startsWith(`${folder}/`));
  if (from.layer === 'tool' && target?.layer === 'tool') return undefined;
  const fix = target
    ? `Import "${target.manifest.name}", where the layers allow it.`
    : 'Move the file into the package, or read it as data.';
  return { rule: 'path', why: `a path must not leave its package. ${fix}` };
}

function judgeComputed({ from, role }: Importer): BrokenRule | undefined {
  const { words, outside } = layerRules[from.layer];
  if (!outside || role !== 'source') return undefined;
  return { rule: 'computed', why: `${words}, and a computed name cannot be checked. Write the name out.` };
}
