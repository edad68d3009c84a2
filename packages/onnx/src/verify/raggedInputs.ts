import { fewestTokens } from '@ggem/core';
import { looksAtGrid } from '../graph/axesOf.ts';
import type { PoolingRecord } from '../record/parseRecord.ts';
import type { Numbers } from '../run/run.ts';

/** Where the images of the ragged batches begin that a model pools, by the name of the input, and how many tokens they have. */
export interface RaggedInputs {
  readonly offsets: Readonly<Record<string, Numbers>>;
  readonly total: number | undefined;
}

/** Two images of different lengths, and one without tokens between them. */
export function raggedInputs(records: readonly PoolingRecord[]): RaggedInputs {
  const ragged = records.find(({ reads }) => reads.offsets !== undefined);
  if (ragged === undefined) return { offsets: {}, total: undefined };
  const least = fewestTokens(ragged.spec);
  const first = looksAtGrid(ragged.spec) ? least : least + 9;
  const data = [0, first, first, first + least];
  return { offsets: { [ragged.reads.offsets!]: { data, shape: [4] } }, total: first + least };
}
