import type { Inspected } from '../edit/inspectModel.ts';

/** A value and all that is computed from it. */
export function downstream({ model, names }: Inspected, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  // A set is iterated in order of insertion, so that values added in the loop are visited too.
  for (const value of found) {
    for (const reader of names.readers.get(value) ?? []) {
      for (const output of model.graph.node[reader]!.output) if (output !== '') found.add(output);
    }
  }
  return found;
}
