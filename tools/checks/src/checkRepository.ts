import { checkCycles } from './checkCycles.ts';
import { checkGlobals } from './checkGlobals.ts';
import { checkImports } from './checkImports.ts';
import { checkLengths } from './checkLengths.ts';
import { checkManifests } from './checkManifests.ts';
import { checkReferences } from './checkReferences.ts';
import type { Problem } from './problem.ts';
import { readWorkspace } from './workspace.ts';

/** Everything that is checked of the repository at `root`, without building it. */
export function checkRepository(root: string): Problem[] {
  const workspace = readWorkspace(root);
  return [checkImports, checkCycles, checkManifests, checkGlobals, checkLengths, checkReferences].flatMap(
    (check) => check(workspace),
  );
}
