import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { findCycle } from './findCycle.ts';
import type { Problem } from './problem.ts';
import { readImports } from './readImports.ts';
import { sourceFiles } from './sourceFiles.ts';
import type { Workspace } from './workspace.ts';

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

/** Packages that have circles still. */
const withCircles: ReadonlySet<string> = new Set(['packages/onnx']);

/**
 * The source of a package is a path: its files import one another in one direction, types included, and so do the folders
 * right below `src`, so that each folder stands above or below each other one.
 */
export function checkCycles({ root, packages }: Workspace): Problem[] {
  return packages.flatMap(({ folder }) => {
    const source = `${folder}/src`;
    if (withCircles.has(folder) || !existsSync(join(root, source))) return [];
    const arrows = sourceFiles(root, source).flatMap((file) => arrowsFrom(root, file));
    const folders = arrows
      .map(({ from, to, line }) => ({
        from: folderIn(source, from),
        to: folderIn(source, to),
        file: from,
        line,
      }))
      .filter(({ from, to }) => from !== '' && to !== '' && from !== to);
    return [
      ...problem(
        arrows,
        (cycle) => arrows.find(({ from, to }) => from === cycle[0] && to === cycle[1 % cycle.length])!,
        'files',
      ),
      ...problem(
        folders,
        (cycle) => {
          const { file, line } = folders.find(({ from, to }) => from === cycle[0] && to === cycle[1])!;
          return { from: file, line };
        },
        'folders',
      ),
    ];
  });
}

function arrowsFrom(root: string, file: string): readonly Arrow[] {
  return readImports(file, readFileSync(join(root, file), 'utf8')).flatMap(({ specifier, line }) => {
    if (!specifier?.startsWith('.')) return [];
    return [{ from: file, to: posix.join(posix.dirname(file), specifier), line }];
  });
}

/** The folder right below `source` that a file lies in; empty for a file that lies in none. */
function folderIn(source: string, file: string): string {
  const [first, ...rest] = file.slice(source.length + 1).split('/');
  return file.startsWith(`${source}/`) && rest.length > 0 ? `${source}/${first}` : '';
}

function problem(
  arrows: readonly { readonly from: string; readonly to: string }[],
  arrowOf: (cycle: readonly string[]) => { readonly from: string; readonly line: number },
  words: 'files' | 'folders',
): Problem[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of arrows) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  const cycle = findCycle(graph);
  if (!cycle) return [];
  const { from, line } = arrowOf(cycle);
  const way = [...cycle, cycle[0]!].join(' -> ');
  const text = `closes a circle of ${words}, ${way}. Move what both need below both.`;
  return [{ file: from, line, rule: 'cycle', text }];
}
