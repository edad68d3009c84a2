import { type DataFormat, inputLayout } from '../input/inputLayout.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { outputChannels } from './channels.ts';

/**
 * The shape of the pooled output: `[batch, channels]`, or, with `keepDims`, an axis of length 1 in place of each that was
 * pooled: `[batch, 1, channels]`, `[batch, 1, 1, channels]`, `[batch, channels, 1, 1, 1]`.
 */
export function outputShape(
  spec: PoolingSpec,
  shape: readonly number[],
  dataFormat: DataFormat = 'channelsLast',
  keepDims: boolean = false,
): readonly number[] {
  const { tokens } = inputLayout(spec, shape, dataFormat);
  const channels = outputChannels(spec, tokens[2]);
  if (!keepDims) return [tokens[0], channels];
  const pooled = shape.slice(2).map(() => 1);
  return dataFormat === 'channelsFirst' ? [tokens[0], channels, ...pooled] : [tokens[0], ...pooled, channels];
}
