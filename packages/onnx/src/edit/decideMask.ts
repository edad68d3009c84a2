import { GgemError, type PoolingSpec } from '@ggem/core';
import type { MaskType } from '../graph/options.ts';
import { dataType, dataTypeName } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { showDims } from '../shapes/shape.ts';
import { fittingMasks } from './fittingMasks.ts';
import type { Inspected } from './inspectModel.ts';
import type { TokensSource } from './tokensSource.ts';

/** A mask: a new input of this type, a value that the model has, or no mask. */
export type MaskChoice = MaskType | 'none' | { readonly value: string };

/**
 * The mask that was chosen; `undefined` for none. Throws a `GgemError` with code `value` if nothing was chosen although the
 * model has a value that fits: a mean without it would pool the padding, which no error would show.
 */
export function decideMask(
  operation: string,
  inspected: Inspected,
  source: TokensSource,
  spec: PoolingSpec,
  choice: MaskChoice | undefined,
): MaskType | { readonly value: string } | undefined {
  if (choice !== undefined) return choice === 'none' ? undefined : choice;
  // A token at a fixed position does not depend on the padding behind it.
  if (spec.type === 'token' && typeof spec.index === 'number' && spec.index >= 0) return undefined;
  const fitting = fittingMasks(inspected, source);
  const [first] = fitting;
  if (first === undefined) return undefined;
  const shown = fitting.map((name) => {
    const { type = dataType.float32, dims } = inspected.infos.get(name) ?? {};
    return `${quote(name)} ${dataTypeName(type)} ${showDims(dims)}`;
  });
  throw new GgemError(
    'value',
    `${operation}: mask must be decided where the model has one, and it has ${shown.join(', ')}, but nothing came. Use mask { value: ${quote(first)} } (--mask ${first}) if 1 or true keeps a token there, or "none" (--no-mask) to let ${spec.type} pool the padding too.`,
  );
}
