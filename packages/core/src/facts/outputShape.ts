import { type DataFormat, inputLayout } from '../input/inputLayout.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { outputChannels } from './channels.ts';

/**
 * The shape of what a pooling gives for an input of a shape: `[batch, outputChannels]`, or, with `keepDims`, an axis of
 * length 1 in place of each that was pooled: `[batch, 1, channels]`, `[batch, 1, 1, channels]`,
 * `[batch, channels, 1, 1, 1]`.
 *
 * Throws as `inputLayout` does.
 */
export function outputShape(
  spec: PoolingSpec,
  shape: readonly number[],
  {
    dataFormat = 'channelsLast',
    keepDims = false,
  }: { readonly dataFormat?: DataFormat | undefined; readonly keepDims?: boolean | undefined } = {},
): readonly number[] {
  const { tokens } = inputLayout(spec, shape, dataFormat);
  const channels = outputChannels(spec, tokens[2]);
  if (!keepDims) return [tokens[0], channels];
  const pooled = shape.slice(2).map(() => 1);
  return dataFormat === 'channelsFirst' ? [tokens[0], channels, ...pooled] : [tokens[0], ...pooled, channels];
}
