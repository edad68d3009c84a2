import type { Inspected } from './inspectModel.ts';

/** The value that a Slice took off its first tokens, `x` of `x[:, start:]`, and how many; `undefined` where none did. */
export function sliceInFront(
  { model, names, infos }: Pick<Inspected, 'model' | 'names' | 'infos'>,
  name: string,
): { readonly tokens: string; readonly start: number } | undefined {
  const node = model.graph.node[names.producer.get(name) ?? -1];
  const tokens = node?.input[0] ?? '';
  const dims = infos.get(tokens)?.dims;
  if (node?.opType !== 'Slice' || dims?.length !== 3) return undefined;
  const list = (position: number): readonly unknown[] | undefined =>
    (node.input[position] ?? '') === '' ? undefined : infos.get(node.input[position]!)?.numbers;
  const [starts, ends] = [list(1), list(2)];
  const axes = (node.input[3] ?? '') === '' ? starts?.map((_, i) => i) : list(3);
  const isPlain = (node.input[4] ?? '') === '' || list(4)?.every((step) => step === 1) === true;
  if (starts === undefined || ends === undefined || axes === undefined || !isPlain) return undefined;
  let start: number | undefined;
  for (const [i, axis] of axes.entries()) {
    const [from, to] = [starts[i], ends[i]];
    const at = typeof axis === 'number' && axis < 0 ? axis + 3 : axis;
    if (typeof from !== 'number' || typeof to !== 'number' || typeof at !== 'number') return undefined;
    if (!(to >= 2 ** 31 - 1 || to === dims[at])) return undefined;
    if (at === 1) start = from;
    else if (from !== 0) return undefined;
  }
  return start !== undefined && start > 0 ? { tokens, start } : undefined;
}
