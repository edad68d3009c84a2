import { parametersOf, parseParameters, type StoredPooling } from '@ggem/core';
import { readModel } from '../read/readModel.ts';
import { readRecords } from './poolingRecord.ts';
import { fromRecord } from './recordValues.ts';

/** A pooling that a model has, with its parameters: `writePoolingFiles` of core makes files of it, which every adapter reads. */
export interface BuiltPooling extends StoredPooling {
  /** Name of the value that it gives. */
  readonly output: string;
  /** Name of the value that it pools. */
  readonly tokens: string;
  /** Names of the parameters that are inputs of the model. Of these it holds only the start values. */
  readonly live: readonly string[];
}

/**
 * The poolings that `attachPooling`, `replacePooling` and `poolingModel` put into a model, by its metadata.
 *
 * Throws a `GgemError`: `format` for bytes that are no ONNX model, `spec` or `value` where metadata or constants were changed.
 *
 * ```ts
 * const [pooling] = poolingsIn(await readFile('vit.ggem.onnx'));
 * const { json, safetensors } = writePoolingFiles(pooling);
 * ```
 */
export function poolingsIn(model: Uint8Array): readonly BuiltPooling[] {
  const read = readModel(model);
  const { proto } = read;
  return readRecords(read).map(({ output, tokens, channels, reads, ...record }) => {
    const { spec } = record;
    const numbers = parseParameters(spec, channels, {
      ...Object.fromEntries(parametersOf(spec, channels).map(({ name, start }) => [name, start])),
      ...fromRecord(record.values ?? {}, proto),
    });
    const parameters = Object.entries(numbers).map(
      ([name, list]) => [name, Float64Array.from(list)] as const,
    );
    return {
      output,
      tokens,
      spec,
      channels,
      parameters: Object.fromEntries(parameters),
      live: Object.keys(reads.parameters),
    };
  });
}
