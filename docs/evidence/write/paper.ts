import data from '../paper.json' with { type: 'json' };

/** The poolings of the paper's tables. */
export const paperPoolings = ['class', 'average', 'max', 'gem', 'ggem'] as const;

export type PaperPooling = (typeof paperPoolings)[number];

/** A column of one of its tables: what was asked, and how it was measured. */
export interface PaperColumn {
  readonly where: string;
  readonly measure: string;
}

/** A table, in per cent: a number for each column and pooling, `null` where the paper has none. */
export interface PaperTable {
  readonly label: string;
  readonly about: string;
  readonly columns: readonly PaperColumn[];
  readonly values: Readonly<Record<PaperPooling, readonly (number | null)[]>>;
}

/** The numbers of "Group Generalized Mean Pooling for Vision Transformer". */
export interface Paper {
  readonly title: string;
  /** Their names in words. */
  readonly poolings: Readonly<Record<PaperPooling, string>>;
  readonly tables: Readonly<Record<string, PaperTable>>;
  /** What its figures 6 and 8 say of p: where training starts and ends, how far the p of one model lie apart, the best starts. */
  readonly exponents: Readonly<Record<'starts' | 'ends' | 'best', readonly number[]>> & {
    readonly within: number;
  };
}

export const paper: Paper = data;

/** A table by its name in `paper.json`. */
export function paperTable(name: string): PaperTable {
  const table = paper.tables[name];
  if (table !== undefined) return table;
  throw new Error(`evidence: paper.json has no table ${name}, but ${Object.keys(paper.tables).join(', ')}.`);
}

/** The difference of two poolings in some columns of the paper, in points. */
export interface PaperEffect {
  readonly points: readonly number[];
  /** 1 where the first is ahead or equal in all columns, -1 where it is behind or equal, 0 where all are equal; else it has none. */
  readonly direction: 1 | -1 | 0 | undefined;
}

/** What the paper has of two poolings; absent where one of them is no row of its table. */
export function paperEffect(
  { values }: PaperTable,
  columns: readonly number[],
  of: string,
  to: string,
): PaperEffect | undefined {
  const [a, b] = [values[of as PaperPooling], values[to as PaperPooling]];
  const points = columns.flatMap((column) => {
    const [one, other] = [a?.[column] ?? null, b?.[column] ?? null];
    // The paper prints one digit.
    return one === null || other === null ? [] : [Math.round(10 * (one - other)) / 10];
  });
  if (points.length === 0) return undefined;
  const [low, high] = [Math.min(...points), Math.max(...points)];
  const direction = low === 0 && high === 0 ? 0 : low >= 0 ? 1 : high <= 0 ? -1 : undefined;
  return { points, direction };
}
