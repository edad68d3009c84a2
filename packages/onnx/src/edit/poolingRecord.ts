import type { ParameterValues, PoolingSpec } from '@ggem/core';
import type { Edit } from './applyEdit.ts';
import type { LayOptions } from './layPooling.ts';
import type { Layout } from './poolingSites.ts';
import type { TokensSource } from './tokensSource.ts';

/** What a model's metadata say of a pooling that was built in; `verify` reads it. */
export interface PoolingRecord {
  readonly spec: PoolingSpec;
  readonly tokens: string;
  readonly layout: Layout;
  readonly channels: number;
  readonly output: string;
  /** Axes of length 1 that the output has besides `[batch, channels]`. */
  readonly kept?: readonly number[];
  readonly mask?: string;
  readonly weights?: string;
  /** Front of the names of parameters that are inputs. */
  readonly parameters?: string;
  readonly normalize?: boolean;
  /** Trained values; left out where they are many. */
  readonly values?: ParameterValues;
}

/** Front of the keys; the name of the output follows. */
export const recordKey = 'ggem.pooling.';

interface Recorded {
  readonly spec: PoolingSpec;
  readonly source: TokensSource;
  readonly output: string;
  readonly edit: Pick<Edit, 'inputs'>;
  readonly options: LayOptions;
  readonly kept?: readonly number[];
}

/** The metadata entry for a pooling. */
export function poolingRecord({ spec, source, output, options, kept = [] }: Recorded): Record<string, string> {
  const record: PoolingRecord = {
    spec,
    tokens: source.name,
    layout: source.layout,
    channels: source.channels,
    output,
    ...(kept.length > 0 && { kept }),
    ...(options.normalize && { normalize: true }),
  };
  return { [`${recordKey}${output}`]: JSON.stringify(record) };
}
