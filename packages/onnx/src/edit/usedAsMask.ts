import { dataType } from '../proto/onnx.ts';
import type { Inspected } from './inspectModel.ts';

/** Operators that give a mask another form; arithmetic counts where the other side is a constant. */
const reshaping: ReadonlySet<string> = new Set([
  ...['Cast', 'CastLike', 'Expand', 'Identity', 'Not', 'Reshape', 'Squeeze', 'Unsqueeze'],
]);
const arithmetic: ReadonlySet<string> = new Set([
  ...['Add', 'Div', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Mul', 'Sub'],
]);
const attentions: ReadonlySet<string> = new Set([
  'Attention',
  'MultiHeadAttention',
  'EmbedLayerNormalization',
]);
const floats: readonly number[] = [dataType.float32, dataType.float16, dataType.float64];

/**
 * Whether a model uses a value `[batch, tokens]` as a mask: in some form, it chooses in a Where, is multiplied with live
 * floats of more axes, is added before a Softmax, or is an input of an attention operator. A value that looks up rows of a
 * table is ids, even if padding is also found from it.
 */
export function isUsedAsMask({ model, names, infos, live }: Inspected, name: string): boolean {
  const { node } = model.graph;
  const forms = new Set([name]);
  let isUsed = false;
  for (const value of forms) {
    for (const position of names.readers.get(value) ?? []) {
      const { opType, input, output } = node[position]!;
      const [result = ''] = output;
      const others = input.filter((one) => one !== value && live.has(one));
      if (opType === 'Gather' && input[1] === value) return false;
      isUsed ||=
        (attentions.has(opType) && input.indexOf(value) >= 3) ||
        // Only where true keeps. The other way round, the value says what is padding.
        (opType === 'Where' && input[0] === value && live.has(input[1]!) && isTokens(result)) ||
        (opType === 'Mul' && others.some(isTokens)) ||
        (opType === 'Add' && others.some(isTokens) && readsSoftmax(result));
      // An Expand or Reshape may have a live shape as its other input.
      const isAlone = others.length === 0 || (reshaping.has(opType) && input[0] === value);
      if (isAlone && (reshaping.has(opType) || arithmetic.has(opType))) forms.add(result);
    }
  }
  return isUsed;

  function isTokens(value: string): boolean {
    const { type, dims } = infos.get(value) ?? {};
    return type !== undefined && floats.includes(type) && (dims === undefined || dims.length >= 3);
  }

  function readsSoftmax(value: string): boolean {
    return (names.readers.get(value) ?? []).some((reader) => node[reader]!.opType === 'Softmax');
  }
}
