import {
  checkOptions,
  type DataFormat,
  GgemError,
  type KnownOptions,
  outputChannels,
  type PoolingSpecInput,
  parseSpec,
} from '@ggem/core';
import { completeSpec } from '../graph/completeSpec.ts';
import { quote } from '../quote.ts';
import { poolingRecord } from '../record/poolingRecord.ts';
import { applyEdit } from './applyEdit.ts';
import { type EditedModel, editedModel } from './editedModel.ts';
import { prefixToAttach } from './graphPrefix.ts';
import { inspectModel } from './inspectModel.ts';
import { type LayOptions, layOptions, layPooling } from './layPooling.ts';
import { recordOf, tokensSource } from './tokensSource.ts';
import { takesPrefix, withPrefix } from './withPrefix.ts';

/** Which value is pooled, and the name of the result. */
export interface AttachOptions extends LayOptions {
  /** Name of the value to pool: an output of the model, or any value inside of it. */
  readonly tokens: string;
  /** Name of the new output. Default `pooled`, or the first of `pooled_1`, `pooled_2`, ... that is free. */
  readonly output?: string | undefined;
  /** Channels of the tokens, where the model does not say. */
  readonly channels?: number | undefined;
  /** How the axes lie. Default `channelsLast`; `channelsFirst` for `[batch, channels, tokens]` or feature maps. */
  readonly dataFormat?: DataFormat | undefined;
  /** Whether the output keeps an axis of length 1 in place of each that was pooled. Default: no. */
  readonly keepDims?: boolean | undefined;
}

const attachOptions: KnownOptions<AttachOptions> = {
  tokens: true,
  output: true,
  channels: true,
  dataFormat: true,
  keepDims: true,
  ...layOptions,
};

/**
 * Adds a pooling to an ONNX model, as a new output `[batch, outputChannels]`. Every byte of the old model is kept.
 *
 * The value named by `tokens` is `[batch, tokens, channels]`, or a feature map: `[batch, height, width, channels]`, or
 * with `dataFormat: 'channelsFirst'` `[batch, channels, height, width]`. Volumes and videos have a depth before the height.
 *
 * If the spec does not say `prefixTokens`, class token, registers and the like are left out as far as the graph shows them,
 * and the result says so (`prefix`). If the model has a mask, `mask` must say whether it is used.
 *
 * Throws a `GgemError`: `format` for bytes that are no ONNX model or an operator set out of range, `value` for a name that
 * is missing or taken and for a mask that is not decided, `shape` where the shape of the value does not fit, `spec` for a
 * wrong spec.
 *
 * ```ts
 * const { output, toBytes } = attachPooling(model, { type: 'ggem', groups: 12 }, { tokens: 'last_hidden_state' });
 * ```
 */
export function attachPooling(
  model: Uint8Array,
  spec: PoolingSpecInput,
  options: AttachOptions,
): EditedModel {
  checkOptions('attach', options, attachOptions);
  // Throws for a wrong spec before the model is read.
  parseSpec(spec);
  const inspected = inspectModel(model);
  const { taken } = inspected.names;
  const source = tokensSource('attach', inspected, options.tokens, options);
  const prefix =
    source.rank === 3 && source.dataFormat === 'channelsLast' && takesPrefix(spec)
      ? prefixToAttach(inspected, source.name)
      : undefined;
  const parsed = completeSpec(parseSpec(withPrefix(spec, prefix?.tokens ?? 0)), {
    ...options,
    grid: options.grid ?? source.grid,
  });
  const output = options.output ?? firstFree('pooled', taken);
  if (output === '' || taken.has(output)) {
    const fix = output === '' ? 'Leave it out' : `Use another, such as ${quote(firstFree(output, taken))}`;
    throw new GgemError(
      'value',
      `attach: output must be a new name, but ${quote(output)} is ${output === '' ? 'empty' : 'taken'}. ${fix}.`,
    );
  }
  const { edit, pooled, poolingWeights, reads } = layPooling(inspected, {
    operation: 'attach',
    spec: parsed,
    source,
    output,
    keepDims: options.keepDims,
    kept: [],
    options,
  });
  const outputs = poolingWeights === undefined ? [pooled] : [pooled, poolingWeights];
  const about = {
    output,
    tokens: source.name,
    poolingWeights: poolingWeights?.name,
    inputs: edit.inputs.map(({ name }) => name),
    channels: outputChannels(parsed, source.channels),
    prefix,
  };
  const record = { ...recordOf(source), spec: parsed, output, reads };
  const metadata = poolingRecord(record, options.values, edit);
  return editedModel(about, applyEdit(inspected.model, { ...edit, outputs, metadata }));
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 1; taken.has(free); number++) free = `${name}_${number}`;
  return free;
}
