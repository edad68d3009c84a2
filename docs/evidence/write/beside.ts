import type { Cell } from './cells.ts';
import type { PaperColumns } from './effects.ts';
import { paperTable } from './paper.ts';
import { placeName } from './words.ts';

type Choose = (cell: Cell, column: { readonly where: string; readonly measure: string }) => boolean;

const sameMeasure: Choose = ({ measure }, column) => column.measure === measure;

/** Which columns of the paper's tables an experiment is set beside. */
const tables: Readonly<Record<string, readonly (readonly [table: string, choose: Choose])[]>> = {
  'table-1-scratch': [['table-1-scratch', sameMeasure]],
  'table-1-fine-tuned': [['table-1-fine-tuned', sameMeasure]],
  'table-2': [
    ['table-2', ({ group, measure }, { where }) => measure === 'accuracy' && where === placeName(group)],
  ],
  // A linear probe of the paper is nearest to it.
  probing: [['table-2', (_, { where }) => where === '0 blocks']],
  'table-3': [['table-3', ({ group, measure }, { where }) => measure === 'accuracy' && where === group]],
  'table-4': [
    ['table-4-retrieval', sameMeasure],
    ['table-4-zero-shot', ({ measure }, { where }) => measure === 'zeroShot' && where === 'mean of 13'],
  ],
  'table-5': [['table-5', sameMeasure]],
};

/** The paper's columns for a cell of an experiment; absent where it has none. */
export function paperColumns(experiment: string, cell: Cell): PaperColumns | undefined {
  for (const [table, choose] of tables[experiment] ?? []) {
    const columns = paperTable(table).columns.flatMap((column, i) => (choose(cell, column) ? [i] : []));
    if (columns.length > 0) return { table, columns };
  }
  return undefined;
}
