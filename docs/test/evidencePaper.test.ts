import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paper, paperEffect, paperPoolings, paperTable } from '../evidence/write/paper.ts';
import { shared } from '../measure/shared.ts';

describe('the numbers of the paper', () => {
  it('are complete', () => {
    const counts = Object.entries(paper.tables).map(([name, { columns }]) => [name, columns.length]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ 'table-1-scratch': 4, 'table-1-fine-tuned': 14, 'table-2': 8, 'table-3': 9 },
      ...{ 'table-4-zero-shot': 14, 'table-4-retrieval': 12, 'table-5': 9 },
    });
    for (const { columns, values } of Object.values(paper.tables)) {
      expect(Object.keys(values)).toEqual([...paperPoolings]);
      for (const row of Object.values(values)) expect(row).toHaveLength(columns.length);
    }
    // The paper has no class token among models that were trained without one.
    expect(paperTable('table-1-fine-tuned').values.class).toEqual(Array(14).fill(null));
    const known = Object.values(paper.tables).flatMap(({ values }) => Object.values(values).flat());
    expect(known.filter((value) => value === null)).toHaveLength(14);
  });

  it('stand in its text', () => {
    const file = join(shared, 'paper/000_d0d085c78374f040.txt');
    if (!existsSync(file)) {
      console.log('the text of the paper: not compared, ../shared has none.');
      return;
    }
    const text = readFileSync(file, 'utf8');
    const words = ['Class', 'Average', 'Max', 'GeM', 'GGeM'];
    const missing = Object.entries(paper.tables).flatMap(([name, { columns, values }]) => {
      const shown = (value: number | null): string => (value === null ? '-' : value.toFixed(1));
      // Table 1 has a line for each model, the others one for each pooling.
      const lines = name.startsWith('table-1')
        ? columns.flatMap((_, i) =>
            i % 2 === 0
              ? [
                  paperPoolings
                    .flatMap((key) => [shown(values[key][i]!), shown(values[key][i + 1]!)])
                    .join(' '),
                ]
              : [],
          )
        : paperPoolings.map((key, i) => `${words[i]} ${values[key].map(shown).join(' ')}`);
      return lines.filter((line) => !text.includes(line));
    });
    expect(missing).toEqual([]);
  });

  it('have a direction where all columns have it', () => {
    const table = paperTable('table-2');
    // 78.6 - 77.5 and 80.7 - 80.4; 67.8 - 66.6 and 75.2 - 77.5; 83.4 - 83.4.
    expect(paperEffect(table, [1, 2], 'gem', 'average')).toEqual({ points: [1.1, 0.3], direction: 1 });
    expect(paperEffect(table, [0, 1], 'class', 'average')).toEqual({
      points: [1.2, -2.3],
      direction: undefined,
    });
    expect(paperEffect(table, [6], 'class', 'average')).toEqual({ points: [0], direction: 0 });
    expect(paperEffect(paperTable('table-1-fine-tuned'), [0], 'ggem', 'class')).toBeUndefined();
  });
});
