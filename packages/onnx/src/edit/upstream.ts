import type { Inspected } from './inspectModel.ts';

/** A value and all that it is computed from, initializers included; through `follow` an operator's inputs can be left out. */
export function upstream(
  { model, names }: Pick<Inspected, 'model' | 'names'>,
  name: string,
  follow: (operator: string, input: number) => boolean = () => true,
): ReadonlySet<string> {
  const found = new Set([name]);
  // What is added while the loop runs is visited too.
  for (const value of found) {
    const node = model.graph.node[names.producer.get(value) ?? -1];
    node?.input.forEach((input, i) => {
      if (input !== '' && follow(node.opType, i)) found.add(input);
    });
  }
  return found;
}
