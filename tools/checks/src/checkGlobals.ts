import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { layerRules } from './layerRules.ts';
import type { Problem } from './problem.ts';
import type { Workspace } from './workspace.ts';

interface TsConfig {
  readonly extends?: string;
  readonly compilerOptions?: { readonly lib?: readonly string[]; readonly types?: readonly string[] };
}

/** Checks that core is built without the globals of the DOM and of Node, so that the compiler refuses them. */
export function checkGlobals(workspace: Workspace): Problem[] {
  return workspace.packages.flatMap(({ folder, layer }) => {
    if (layer !== 'core') return [];
    const file = `${folder}/tsconfig.build.json`;
    const { lib, types } = readOptions(workspace.root, file);
    // Without a list, TypeScript adds the DOM by itself.
    const extra = [
      ...(lib ?? ['dom']).filter((name) => !/^es/i.test(name)).map((name) => `the lib "${name}"`),
      ...(types ?? ['*']).map((name) => `the types "${name}"`),
    ];
    return extra.map((what) => ({
      file,
      line: 1,
      rule: 'globals',
      text: `builds with ${what}, but ${layerRules.core.words}. Set "lib" to an ES version alone and "types" to [].`,
    }));
  });
}

function readOptions(root: string, file: string): NonNullable<TsConfig['compilerOptions']> {
  if (!existsSync(join(root, file))) return {};
  const config = JSON.parse(readFileSync(join(root, file), 'utf8')) as TsConfig;
  const inherited = config.extends ? readOptions(root, posix.join(posix.dirname(file), config.extends)) : {};
  return { ...inherited, ...config.compilerOptions };
}
