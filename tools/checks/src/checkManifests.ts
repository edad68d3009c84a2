import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileRole } from './fileRole.ts';
import type { BrokenRule } from './importer.ts';
import { judgeOutside } from './judgeOutside.ts';
import { judgeOwn } from './judgeOwn.ts';
import type { Problem } from './problem.ts';
import { isTensorLibrary } from './tensorLibraries.ts';
import type { Workspace, WorkspacePackage } from './workspace.ts';

/** For each field of package.json, which files may use its packages. */
const fields = {
  dependencies: ['source'],
  optionalDependencies: ['source'],
  peerDependencies: ['source'],
  devDependencies: ['test', 'config'],
} as const satisfies Record<string, readonly FileRole[]>;

type Field = keyof typeof fields;

/** Checks the dependencies in each package.json by the same rules as the imports. */
export function checkManifests(workspace: Workspace): Problem[] {
  return workspace.packages.flatMap((from) => {
    const file = `${from.folder}/package.json`;
    const text = readFileSync(join(workspace.root, file), 'utf8');
    return (Object.keys(fields) as Field[]).flatMap((field) =>
      Object.keys(from.manifest[field] ?? {}).flatMap((name) => {
        const broken = judge(from, field, name, workspace);
        if (!broken) return [];
        return [
          {
            file,
            line: lineOf(text, field, name),
            rule: broken.rule,
            text: `has "${name}" in ${field}, but ${broken.why}`,
          },
        ];
      }),
    );
  });
}

function judge(
  from: WorkspacePackage,
  field: Field,
  name: string,
  workspace: Workspace,
): BrokenRule | undefined {
  const target = workspace.packages.find(({ manifest }) => manifest.name === name);
  // One kind of file that may import it is enough here. The check of imports finds files that may not.
  const verdicts = fields[field].map((role) => {
    const importer = { from, role, path: 'package.json' };
    return target ? judgeOwn(importer, target) : judgeOutside(importer, name, workspace);
  });
  if (verdicts.every((broken) => broken !== undefined)) return verdicts[0];
  if (!from.manifest.private && target?.manifest.private && field !== 'devDependencies') {
    return {
      rule: 'private',
      why: 'that package is private, so that nobody could install this one. Publish it, or move what is needed.',
    };
  }
  if (from.layer === 'adapter' && field === 'dependencies' && isTensorLibrary(name, workspace)) {
    return {
      rule: 'peer',
      why: 'users bring the tensor library, so that theirs and ours are one. Move it to peerDependencies (and devDependencies).',
    };
  }
  return undefined;
}

function lineOf(text: string, field: string, name: string): number {
  const start = text.indexOf(`"${name}"`, text.indexOf(`"${field}"`));
  return text.slice(0, start).split('\n').length;
}
