import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { findCycle } from './findCycle.ts';
import { isAssembly } from './isAssembly.ts';
import type { Problem } from './problem.ts';
import { readImports } from './readImports.ts';
import { sourceFiles } from './sourceFiles.ts';
import type { Workspace } from './workspace.ts';

/** A file or a folder that imports another one beside it, in the same folder. */
interface Arrow {
  readonly inside: string;
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly line: number;
}

/**
 * Inside of each folder of a package, files and folders import each other in one direction only, types included. So no two
 * files import each other, and each folder stands above or below each other one.
 */
export function checkCycles({ root, packages }: Workspace): Problem[] {
  return packages.flatMap(({ folder }) => {
    const files = sourceFiles(root, folder).filter((file) => !isAssembly(file));
    const arrows = files.flatMap((file) => arrowsFrom(root, file, folder));
    const byFolder = new Map<string, Arrow[]>();
    for (const arrow of arrows) byFolder.set(arrow.inside, [...(byFolder.get(arrow.inside) ?? []), arrow]);
    return [...byFolder.values()].flatMap(circleIn);
  });
}

function arrowsFrom(root: string, file: string, folder: string): readonly Arrow[] {
  return readImports(file, readFileSync(join(root, file), 'utf8')).flatMap(({ specifier, line }) => {
    if (!specifier?.startsWith('.')) return [];
    const target = posix.join(posix.dirname(file), specifier);
    // Imports of other packages have rules of their own.
    if (!target.startsWith(`${folder}/`)) return [];
    const arrow = betweenChildren(file, target);
    return arrow === undefined ? [] : [{ ...arrow, file, line }];
  });
}

/** The folder in which the paths of two files divide, and the next part of each path. */
function betweenChildren(file: string, target: string): Pick<Arrow, 'inside' | 'from' | 'to'> | undefined {
  const [one, other] = [file.split('/'), target.split('/')];
  const depth = one.findIndex((name, i) => name !== other[i]);
  const [from, to] = [one[depth], other[depth]];
  if (from === undefined || to === undefined) return undefined;
  return { inside: one.slice(0, depth).join('/'), from, to };
}

function circleIn(arrows: readonly Arrow[]): readonly Problem[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of arrows) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  const cycle = findCycle(graph);
  if (!cycle) return [];
  const { file, line, inside } = arrows.find(
    ({ from, to }) => from === cycle[0] && to === cycle[1 % cycle.length],
  )!;
  const way = [...cycle, cycle[0]!].join(' -> ');
  const text = `closes a circle in ${inside}, ${way}. Move what both need below both.`;
  return [{ file, line, rule: 'cycle', text }];
}
