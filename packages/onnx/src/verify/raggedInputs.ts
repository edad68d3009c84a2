import { fewestTokens } from '@ggem/core';
import { looksAtGrid } from '../graph/axesOf.ts';
import type { PoolingRecord } from '../record/parseRecord.ts';
import type { Numbers } from '../run/run.ts';

/** Offsets of the ragged batches that a model pools, by the names of the inputs, and their number of tokens. */
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
