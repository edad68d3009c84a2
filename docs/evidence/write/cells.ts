import { meanOf, type Outcome, outcomeOf, overSeeds } from './outcome.ts';
import { paperTable } from './paper.ts';
import {
  type Against,
  type ComparedResult,
  type OnceMeasured,
  type RobustResult,
  resultOf,
  type Spec,
  type TrainedResult,
  type TrainedRow,
} from './results.ts';

/** Poolings that were measured alike: one measure of one group of trainings. */
export interface Cell {
  /** What was trained or asked, `2 blocks`; empty where a result has one group. */
  readonly group: string;
  readonly measure: string;
  readonly rows: readonly CellRow[];
  readonly drawing: { readonly draws: number; readonly level: number; readonly seed: number };
}

/** A pooling. */
export interface CellRow {
  /** `class`, `average`, `max`, `gem` and `ggem` are those of the paper. */
  readonly key: string;
  readonly name: string;
  readonly spec: Spec;
  /** A share from 0 to 1. */
  readonly mean: number;
  /** What came of each image, once for each seed; `null` where a seed was not asked for it. */
  readonly runs: readonly Outcome[];
  /** The difference to the baseline, as the laboratory wrote it. */
  readonly against?: (Against & { readonly to: string }) | undefined;
}

type AnyResult = TrainedResult | ComparedResult | RobustResult;

/** What a result has to compare. */
export function cellsOf(value: unknown): readonly Cell[] {
  const result = resultOf<AnyResult>(value, ['ggem-lab-trained', 'ggem-lab', 'ggem-lab-robust']);
  const { draws, level, seed } = result.settings;
  const drawing = { draws, level, seed };
  const { baseline } = result;
  switch (result.format) {
    case 'ggem-lab-trained':
      return trainedCells(result, drawing);
    case 'ggem-lab':
      return result.measures.map((measure) => ({
        ...{ group: '', measure, drawing },
        rows: withKeys(
          result.rows.map((row) => comparedRow(result, row, measure)),
          baseline,
        ),
      }));
    case 'ggem-lab-robust':
      return [
        ...keysOf(result.rows.map(({ accuracy }) => accuracy)).map((variant) => ({
          ...{ group: variant, measure: 'accuracy', drawing },
          rows: onceMeasured(result.rows, ({ accuracy }) => accuracy[variant], baseline),
        })),
        ...keysOf(result.rows.map(({ recall }) => recall)).map((swap) => ({
          ...{ group: swap, measure: 'recallOfOriginal', drawing },
          rows: onceMeasured(result.rows, ({ recall }) => recall[swap], baseline),
        })),
      ];
    default:
      return result satisfies never;
  }
}

/** The images held out, and further sets of images beside them. */
function trainedCells(result: TrainedResult, drawing: Cell['drawing']): readonly Cell[] {
  const sets = keysOf(result.groups.flatMap(({ rows }) => rows.map((row) => row.sets ?? {})));
  return result.measures.flatMap((measure) =>
    result.groups.flatMap(({ name, rows }) =>
      [undefined, ...sets].map((set) => ({
        ...{ group: groupOf(result.groups.length > 1 ? name : '', set, sets), measure, drawing },
        rows: withKeys(
          rows.map((row) => trainedRow(row, measure, set)),
          result.baseline,
        ),
      })),
    ),
  );
}

/** The images held out are the originals where the further sets are their variants. */
function groupOf(group: string, set: string | undefined, sets: readonly string[]): string {
  const name = set === undefined ? (sets.length === 0 ? '' : 'original') : variantOf(set);
  return [group, name].filter((part) => part !== '').join(', ');
}

/** A variant of ImageNet-9 by its key, however its set spells it: `only-foreground`. */
function variantOf(set: string): string {
  const letters = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const { columns } = paperTable('table-3');
  return columns.find(({ where }) => letters(where) === letters(set))?.where ?? set;
}

function trainedRow({ name, spec, ...row }: TrainedRow, measure: string, set: string | undefined): PlainRow {
  const outcomes = row.runs.map(({ each, sets }) =>
    outcomeOf((set === undefined ? each : sets![set]!)[measure]!),
  );
  const results = set === undefined ? row.results : row.sets?.[set];
  return rowOf(name, spec, outcomes, results?.[measure]?.against);
}

/** Each image once; where each part was predicted by a training of its own, so many seeds, each asked for its part. */
function comparedRow(
  { images: { parts } }: ComparedResult,
  { name, spec, training, results }: ComparedResult['rows'][number],
  measure: string,
): PlainRow {
  const { each, against } = results[measure]!;
  const outcome = outcomeOf(each);
  const seeds = training === undefined ? [] : [...new Set(parts)].sort((a, b) => a - b);
  const ofSeed = (part: number): Outcome => outcome.map((one, i) => (parts[i] === part ? one : null));
  return rowOf(name, spec, seeds.length === 0 ? [outcome] : seeds.map(ofSeed), against);
}

function keysOf(records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

function onceMeasured<T extends { readonly name: string; readonly spec: Spec }>(
  rows: readonly T[],
  of: (row: T) => OnceMeasured | undefined,
  baseline: string,
): readonly CellRow[] {
  const measured = rows.flatMap((row) => {
    const once = of(row);
    return once === undefined ? [] : [rowOf(row.name, row.spec, [outcomeOf(once.each)], once.against)];
  });
  return withKeys(measured, baseline);
}

type PlainRow = Omit<CellRow, 'key' | 'against'> & { readonly stored: Against | undefined };

function rowOf(name: string, spec: Spec, runs: readonly Outcome[], stored: Against | undefined): PlainRow {
  return { name, spec, mean: meanOf(overSeeds(runs)), runs, stored };
}

/** Each pooling of the paper by one row: where there are several, the one that starts from 3 and shifts, as the others do by default. */
function withKeys(rows: readonly PlainRow[], baseline: string): readonly CellRow[] {
  const kinds = rows.map(({ spec }) => kindOf(spec));
  const keys = rows.map(({ name }, i) => {
    const alike = rows.filter((_, j) => kinds[j] === kinds[i]);
    const usual = alike.find(({ spec: { p, negatives } }) => p === 3 && negatives === 'shift') ?? alike[0];
    return usual === rows[i] ? kinds[i]! : name;
  });
  const to = keys[rows.findIndex(({ name }) => name === baseline)] ?? baseline;
  return rows.map(({ stored, ...row }, i) => ({
    ...row,
    key: keys[i]!,
    against: stored && { ...stored, to },
  }));
}

const paperKinds: Readonly<Record<string, string>> = { token: 'class', mean: 'average' };
const attendKinds: Readonly<Record<string, string>> = { query: 'ep', gated: 'abmil', mean: 'simpool' };

function kindOf({ type, attend, trainable }: Spec): string {
  if (trainable === false) return `${type}, fixed`;
  if (attend === undefined) return paperKinds[type] ?? type;
  return type === 'mean' ? (attendKinds[attend.score] ?? attend.score) : `attentive-${type}`;
}
