import type { Inspected } from '../edit/inspectModel.ts';
import type { PoolingRecord } from '../record/parseRecord.ts';
import { downstream } from './downstream.ts';

/**
 * What is wrong with the place of a pooling that replaced another, in words: a part of the old one is left around it, or
 * there was no pooling. Numbers do not show this, since the new pooling does what its spec says. `undefined` where nothing
 * is wrong.
 */
export function structuralFault(inspected: Inspected, record: PoolingRecord): string | undefined {
  if (record.replaced !== true) return undefined;
  const { model, names, infos, sites } = inspected;
  const { node } = model.graph;
  const before = node[names.producer.get(record.tokens) ?? -1]?.opType ?? '';
  const behind = (names.readers.get(record.output) ?? []).map((reader) => node[reader]!.opType);
  const inverse = behind.find((operator) => inverses[before]?.includes(operator) === true);
  if (inverse !== undefined) {
    return `the old pooling is still around it: ${before} before and ${inverse} behind. Replace it as a whole`;
  }
  const left = sites.find(({ tokens, pools }) => tokens === record.tokens && pools !== 'token');
  if (left !== undefined)
    return `the old pooling is still there: ${left.name}, ${left.pools} of ${left.tokens}`;
  const tokens = infos.get(record.tokens)?.dims;
  const after = downstream(inspected, record.output);
  const backOn = node.find(
    ({ opType, input }) =>
      arithmetic.has(opType) &&
      input.some((name) => after.has(name)) &&
      input.some((name) => {
        const dims = infos.get(name)?.dims;
        return !after.has(name) && dims !== undefined && dims.length > 2 && dims.join() === tokens?.join();
      }),
  );
  if (backOn === undefined) return undefined;
  return `its result goes back onto tokens in ${backOn.opType}, so that a norm or a gate was replaced, and no pooling`;
}

/** For operators before the tokens, those behind the pooling that undo them in a power mean or a log-sum-exp. */
const inverses: Readonly<Record<string, readonly string[]>> = {
  Pow: ['Pow', 'Sqrt'],
  Exp: ['Log'],
  Mul: ['Sqrt'],
};
const arithmetic: ReadonlySet<string> = new Set(['Add', 'Div', 'Mul', 'Sub']);
