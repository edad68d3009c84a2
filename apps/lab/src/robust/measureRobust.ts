import { classifyByNeighbours, linearProbe, nearestNeighbours } from '@ggem/analysis';
import type { Outcome } from '../measure/measures.ts';
import type { Vectors } from '../pool/poolVectors.ts';
import { type SwapName, swaps } from './robustResult.ts';
import { byVariant, type VariantName, variantNames } from './variants.ts';

/** Vectors of one pooling, and which of them is which image. */
export interface MeasureRobustCall {
  readonly vectors: Vectors;
  /** The row of each image's variant; absent where there is none. */
  readonly rows: Readonly<Record<VariantName, readonly (number | undefined)[]>>;
  readonly labels: readonly string[] | undefined;
  readonly folds: readonly number[] | undefined;
  readonly parts: number;
  readonly by: 'knn' | 'probe';
}

/** What came of each image. */
export interface RobustOutcomes {
  readonly accuracy: Readonly<Partial<Record<VariantName, Outcome>>>;
  readonly recall: Readonly<Record<SwapName, Outcome>>;
}

/** How many neighbours vote, as in DINO. */
const neighbours = 20;

/** The outcome of each variant of each image. */
export async function measureRobust(call: MeasureRobustCall): Promise<RobustOutcomes> {
  const recall: (readonly [SwapName, Outcome])[] = [];
  for (const name of swaps) recall.push([name, await findOriginals(call, name)]);
  return {
    accuracy: await predictParts(call),
    recall: Object.fromEntries(recall) as RobustOutcomes['recall'],
  };
}

async function findOriginals(call: MeasureRobustCall, name: SwapName): Promise<Outcome> {
  const originals = call.rows.original as readonly number[];
  const asked = call.rows[name].flatMap((row, image) => (row === undefined ? [] : [{ row, image }]));
  const found = await nearestNeighbours({
    queries: rowsOf(
      call.vectors,
      asked.map(({ row }) => row),
    ),
    references: rowsOf(call.vectors, originals),
    k: 1,
  });
  const each: (number | null)[] = originals.map(() => null);
  for (const [i, { image }] of asked.entries()) each[image] = Number(found.rows[i] === image);
  return each;
}

async function predictParts(call: MeasureRobustCall): Promise<RobustOutcomes['accuracy']> {
  const { labels, folds, rows, parts } = call;
  if (labels === undefined || folds === undefined) return {};
  const accuracy = byVariant(() => labels.map((): number | null => null));
  for (let part = 0; part < parts; part++) {
    const asked = variantNames.flatMap((name) =>
      rows[name].flatMap((row, image) =>
        row === undefined || folds[image] !== part ? [] : [{ name, image, row }],
      ),
    );
    if (asked.length === 0) continue;
    const predictions = await predict(
      call,
      part,
      asked.map(({ row }) => row),
    );
    for (const [i, { name, image }] of asked.entries()) {
      accuracy[name][image] = Number(predictions[i] === labels[image]);
    }
  }
  return accuracy;
}

async function predict(
  { vectors, rows, labels, folds, parts, by }: MeasureRobustCall,
  part: number,
  asked: readonly number[],
): Promise<readonly string[]> {
  const originals = (isIn: (fold: number) => boolean) => {
    const images = folds!.flatMap((fold, i) => (isIn(fold) ? [i] : []));
    return {
      vectors: rowsOf(
        vectors,
        images.map((image) => rows.original[image]!),
      ),
      labels: images.map((image) => labels![image]!),
    };
  };
  if (by === 'knn') {
    const known = originals((fold) => fold !== part);
    const k = Math.min(neighbours, known.labels.length);
    return (await classifyByNeighbours({ known, asked: rowsOf(vectors, asked), k: [k] }))[k]!;
  }
  const next = (part + 1) % parts;
  const train = originals((fold) => fold !== part && fold !== next);
  const validation = originals((fold) => fold === next);
  return (await linearProbe({ train, validation, asked: rowsOf(vectors, asked) })).predictions;
}

function rowsOf({ data, shape: [, width] }: Vectors, rows: readonly number[]) {
  const chosen = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries())
    chosen.set(data.subarray(row * width, (row + 1) * width), at * width);
  return { data: chosen, shape: [rows.length, width] };
}
