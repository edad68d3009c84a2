import type { Inspected } from './inspectModel.ts';

/** A value and all that it is computed from, initializers too. `follow` may leave out inputs of an operator. */
export function upstream(
  { model, names }: Pick<Inspected, 'model' | 'names'>,
  name: string,
  follow: (operator: string, input: number) => boolean = () => true,
): ReadonlySet<string> {
  const found = new Set([name]);
  // A set is iterated in order of insertion, so that values added in the loop are visited too.
  for (const value of found) {
    const node = model.graph.node[names.producer.get(value) ?? -1];
    node?.input.forEach((input, i) => {
      if (input !== '' && follow(node.opType, i)) found.add(input);
    });
  }
  return found;
}
