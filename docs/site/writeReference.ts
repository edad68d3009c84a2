import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { specJsonSchema } from '@ggem/core';
import { Application, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { type PublicPackage, publicPackages } from './publicPackages.ts';

/** Writes a page for every public name of every package, from its docstring, and the JSON Schema of specs. */
export async function writeReference(repository: string): Promise<void> {
  const folder = join(repository, 'docs/reference/api');
  await rm(folder, { recursive: true, force: true });
  for (const own of publicPackages(repository)) await writePackage(repository, own, join(folder, own.folder));
  await writeFile(join(folder, 'spec.schema.json'), `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
}

async function writePackage(repository: string, own: PublicPackage, out: string): Promise<void> {
  const options: TypeDocOptions & Partial<PluginOptions> = {
    entryPoints: own.entries.map(([, file]) => file),
    tsconfig: join(repository, 'packages', own.folder, 'tsconfig.build.json'),
    // The task `typecheck` finds errors of types, with the compiler of the repository.
    skipErrorChecking: true,
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    name: own.name,
    githubPages: false,
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    entryFileName: 'index',
    // Pages are grouped by kind without a folder for each kind: a page is `reference/api/core/poolArray`.
    outputFileStrategy: 'members',
    membersWithOwnFile: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable', 'Enum'],
    excludeScopesInPaths: true,
    useCodeBlocks: true,
    expandParameters: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    classPropertiesFormat: 'table',
    logLevel: 'Warn',
    out,
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (project === undefined) throw new Error(`docs: the reference of ${own.name} could not be read.`);
  await app.generateOutputs(project);
}
